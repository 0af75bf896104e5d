-- SPDX-License-Identifier: Apache-2.0
begin;
set local role stagefy_definer;
do $$
begin
    assert (select array_agg(m.display_name order by m.user_id) from public.memberships m) is not distinct from array['Béa Before', 'Carlo', null],
        'agency/member_names: members have the names of people, unless they have one';
    assert (select array_agg(s.word order by s.word) from internal.search_words s) is not distinct from array['anne', 'kieffer'],
        'estate/search_words: the words of the names that there are';
end
$$;
commit;
