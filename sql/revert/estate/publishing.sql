-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger path on public.properties;
set role stagefy_definer;
drop function estate.follow_path(), estate.publishing(uuid), estate.missing_to_publish(public.properties), media.has_photo(uuid, uuid);
-- a class that the former domain does not know
update public.properties set energy_class = null where energy_class = 'exempt';
reset role;
drop function estate.status_edges(), estate.energy_class_needed(text, text);
alter domain public.energy_class drop constraint energy_class_check;
alter domain public.energy_class add constraint energy_class_check check (value in ('A+', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'));
commit;
