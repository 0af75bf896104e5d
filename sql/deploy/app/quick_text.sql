-- SPDX-License-Identifier: Apache-2.0
-- Texts of several languages are joined and merged by expressions: a query within plpgsql costs as much as a hundred of those.
begin;

-- The texts of all languages of an i18n value, one after another. NULL for none. plpgsql for the reason that app.uuid7 is. It is
-- called with the search_path of requests and of definer functions in turn: without its own it was planned anew each time.
create or replace function app.all_texts(p_texts jsonb) returns text
language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
declare
    texts jsonb;
    joined text;
begin
    texts := jsonb_path_query_array(p_texts, '$.*');
    for n in 0 .. coalesce(jsonb_array_length(texts), 0) - 1 loop
        joined := coalesce(joined || ' ' || (texts ->> n), joined, texts ->> n);
    end loop;
    return joined;
end
$$;

-- RFC 7396: null removes a member, objects merge member by member, anything else replaces.
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
    -- By itself, since most patches are texts: where nothing removes and nothing merges, everything replaces.
    if not jsonb_path_exists(p_patch, '$.* ? (@ == null || @.type() == "object")') then
        return merged || p_patch;
    end if;
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
