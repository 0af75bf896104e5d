-- SPDX-License-Identifier: Apache-2.0
-- What Postgres says of a broken foreign key: src/db/sqlstate.c tells by the table that the detail names whether something is
-- missing or still in use.
begin;
set local search_path = public, t;
create function pg_temp.said(p_sql text) returns text language plpgsql as $$
declare
    about text;
    detail text;
begin
    execute p_sql;
    return 'nothing';
exception when foreign_key_violation then
    get stacked diagnostics about = table_name, detail = pg_exception_detail;
    return about || ': ' || detail;
end
$$;
select start(3);
select t.world();
select t.come('alphaagent', 'alpha');
select is(pg_temp.said($$update media_items set contact_id = t.id('nobody') where id = t.id('ialphaagent')$$), 'media_items: Key is not present in table "contacts".', 'a row that refers to nothing');
set role stagefy_definer;
select is(pg_temp.said($$delete from memberships where user_id = t.id('alphaagent')$$), 'contacts: Key is still referenced from table "contacts".', 'a row that is referred to');
select is(pg_temp.said($$update memberships set user_id = t.id('nobody') where user_id = t.id('alphaagent')$$), 'contacts: Key is still referenced from table "contacts".', 'and one whose key would change');
select * from finish();
rollback;
