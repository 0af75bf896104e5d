-- SPDX-License-Identifier: Apache-2.0
-- Text for searching, and JSON merge.
begin;

-- Folds case and Latin accents, so that "Petrusse" finds "Pétrusse": letters are taken apart (NFD, which also makes one of
-- composed and decomposed text) and lose their marks; the few that are one piece are named. Plain ASCII, most of what
-- agencies write, needs none of it. Not strict, which could not be inlined; NULL gives NULL all the same.
create function app.fold(p_text text) returns text
language sql immutable parallel safe as $$
    select case when octet_length(p_text) = length(p_text) then lower(p_text) else
        lower(translate(
            replace(replace(replace(replace(replace(
                regexp_replace(normalize(p_text, nfd), U&'[\0300-\036F]+', '', 'g'),
                'ß', 'ss'), 'œ', 'oe'), 'Œ', 'oe'), 'æ', 'ae'), 'Æ', 'ae'),
            'ĐđĦħıĿŀŁłØøŦŧ', 'ddhhilllloott'))
    end
$$;

-- Folded words separated by single spaces; everything that is neither letter nor digit separates.
create function app.words(p_text text) returns text
language sql immutable parallel safe as $$
    select btrim(regexp_replace(app.fold(p_text), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- What a search index holds of a text: its words, each with the end of its agency's id in front. A GIN index keeps one
-- list per word, and "house" stands in every agency: without the id, looking for it would read everybody's list and for a
-- beginning such as "hou" even keep it all in memory. Of very long texts and words the beginning; callers put what matters
-- first. plpgsql, so that it stays a call with the cost it says and the planner asks the index rather than make it per row.
create function app.document(p_agency uuid, p_text text) returns tsvector
language plpgsql immutable parallel safe cost 5000 as $$
declare
    words text := app.words(left(p_text, 100000));
    prefix text := right(p_agency::text, 12);
begin
    if octet_length(words) > 500 then
        words := regexp_replace(words, '([^ ]{100})[^ ]+', '\1', 'g');
    end if;
    return case when words <> '' then array_to_tsvector(string_to_array(prefix || replace(words, ' ', ' ' || prefix), ' '))
                else '' end;
end
$$;

-- All words must occur, the last one as a prefix, since it may still be being typed. NULL when there is no word in it.
create function app.search_query(p_agency uuid, p_text text) returns tsquery
language plpgsql immutable parallel safe as $$
declare
    words text := regexp_replace(app.words(p_text), '([^ ]{100})[^ ]+', '\1', 'g');
    prefix text := right(p_agency::text, 12);
begin
    -- nothing but letters, digits and spaces is left, so nothing means anything to the query language
    return case when words <> '' then (prefix || replace(words, ' ', ' & ' || prefix) || ':*')::tsquery end;
end
$$;

-- The texts of all languages of an i18n value, one after another. NULL for none. plpgsql for the reason that app.uuid7 is.
create function app.all_texts(p_texts jsonb) returns text
language plpgsql immutable parallel safe as $$
begin
    return (select string_agg(value, ' ') from jsonb_each_text(p_texts));
end
$$;

-- RFC 7396: null removes a member, objects merge member by member, anything else replaces.
create function app.merge_patch(p_target jsonb, p_patch jsonb) returns jsonb
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

grant execute on function app.fold(text), app.words(text), app.document(uuid, text), app.search_query(uuid, text),
    app.all_texts(jsonb), app.merge_patch(jsonb, jsonb)
to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;

commit;
