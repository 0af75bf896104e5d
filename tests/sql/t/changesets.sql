-- SPDX-License-Identifier: Apache-2.0
-- Why a change of a batch found no row: missing, another's, stale, not allowed.
begin;
set local search_path = public, t;
select start(7);
select t.world();
create function pg_temp.why(p_table text, p_id uuid, p_deleted boolean default false, p_version int default null) returns text language plpgsql as $$
declare
    told text;
begin
    return app.refuse_change(p_table, 'contact', null, p_id, p_deleted, p_version);
exception when others then
    get stacked diagnostics told = pg_exception_detail;
    return concat_ws(' ', sqlstate, sqlerrm, told);
end
$$;

select t.come('alphaagent', 'alpha');
select is(pg_temp.why('contacts', t.id('calphaagent'), false, 9), 'SF412 the version asked for is not the current one {"version": 1}', 'another version');
select is(pg_temp.why('contacts', t.id('calphaagent2'), false, 1), 'SF403 you may read this contact, but not change it {"needs": "owner of the record, or admin"}', 'a colleague''s');
select is(pg_temp.why('contacts', t.id('calphaagent'), true), 'SF404 there is no such contact {}', 'one that lives cannot be brought back');
select is(pg_temp.why('contacts', t.id('nowhere')), 'SF404 there is no such contact {}', 'one that never was');
select is(pg_temp.why('contacts', t.id('cbetaagent')), pg_temp.why('contacts', t.id('nowhere')), 'another agency''s is told like that');
update public.contacts set deleted_at = app.now() where id = t.id('calphaagent');
select is(pg_temp.why('contacts', t.id('calphaagent')), 'SF404 there is no such contact {}', 'a deleted one');
select is(pg_temp.why('contacts', t.id('calphaagent'), true, 9), 'SF412 the version asked for is not the current one {"version": 1}', 'a deleted one has a version too');
select * from finish();
rollback;
