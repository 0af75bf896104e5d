-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function estate.merge_contacts(uuid, uuid, text[]), estate.unmerge_contact(uuid), internal.contact_to_change(uuid, boolean),
    internal.move_references(regclass, name, uuid, uuid, uuid, uuid[]), internal.contact_references();
drop table internal.contact_merges;
reset role;
drop function estate.duplicates(int), estate.name_key(text);
commit;
