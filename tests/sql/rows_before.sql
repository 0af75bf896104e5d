-- SPDX-License-Identifier: Apache-2.0
-- What lies in a database that is a release behind; rows_after.sql has what the migrations have made of it. A change whose data migration
-- is to be tested adds its rows here, and its name to run.sh where it comes before the one there.
begin;
set local role stagefy_definer;
insert into public.agencies (id, slug, name) values ('00000000-0000-7000-8000-00000000000a', 'before', 'Before');
insert into public.users (id, full_name) values ('00000000-0000-7000-8000-00000000000b', 'Béa Before'), ('00000000-0000-7000-8000-00000000000c', 'Carl Card'),
                                                ('00000000-0000-7000-8000-00000000000d', null);
insert into public.memberships (agency_id, user_id, role, display_name)
select '00000000-0000-7000-8000-00000000000a', u.id, 'owner', case u.full_name when 'Carl Card' then 'Carlo' end from public.users u;
insert into public.contacts (agency_id, owner_id, name)
values ('00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b', 'Anne Kieffer 12');
commit;
