-- SPDX-License-Identifier: Apache-2.0
begin;

create or replace function app.all_texts(p_texts jsonb) returns text
language plpgsql immutable parallel safe as $$
begin
    return (select string_agg(value, ' ') from jsonb_each_text(p_texts));
end
$$;

create or replace function app.merge_patch(p_target jsonb, p_patch jsonb) returns jsonb
language plpgsql immutable parallel safe as $$
declare
    merged jsonb;
    member record;
begin
    if jsonb_typeof(p_patch) is distinct from 'object' then
        return p_patch;
    end if;
    merged := case when jsonb_typeof(p_target) = 'object' then p_target else '{}' end;
    for member in select key, value from jsonb_each(p_patch) loop
        if member.value = 'null' then
            merged := merged - member.key;
        else
            merged := merged || jsonb_build_object(member.key, app.merge_patch(merged -> member.key, member.value));
        end if;
    end loop;
    return merged;
end
$$;

commit;
