-- SPDX-License-Identifier: Apache-2.0
-- Contacts that look like one and are two: not shown again until they look alike for another reason.
begin;
set local search_path = public, t;
select start(20);
select t.world();
create function pg_temp.p(p_name text) returns uuid language sql immutable as $$ select ('00000000-0000-7000-8000-00000000000' || p_name)::uuid $$;
create function pg_temp.pairs() returns text language sql as $$
    select coalesce(string_agg(right(contact_id::text, 1) || right(other_id::text, 1) || ' ' || array_to_string(reasons, '+'), ', ' order by contact_id), '-')
    from estate.duplicates(50)
$$;
create function pg_temp.apart(p_one text, p_other text) returns text language sql as $$
    select t.try(format('select estate.dismiss_duplicate(%L, %L)', pg_temp.p(p_one), pg_temp.p(p_other)))
$$;
grant execute on all functions in schema pg_temp to public;
select t.come('alphaadmin', 'alpha');
update contacts set deleted_at = app.now();
select t.come('alphaagent', 'alpha');
insert into contacts (id, name, phone) values (pg_temp.p('a'), 'Josée Weber', '+3526211'), (pg_temp.p('b'), 'Weber Josee', '+3526212'), (pg_temp.p('c'), 'Carl', '+3526219');
select t.come('alphaagent2', 'alpha');
insert into contacts (id, name) values (pg_temp.p('d'), 'Carl');
select t.come('alphaagent', 'alpha');
select is(pg_temp.pairs(), 'ab name, cd name', 'two pairs look alike');

select is(pg_temp.apart('b', 'a'), '1', 'one of them is said to be two people, in either order');
select is(pg_temp.pairs(), 'cd name', 'and is not shown again');
select is(pg_temp.apart('a', 'b'), '1', 'said twice, it is said');
update contacts set notes = 'x', phone = '+3526213' where id = pg_temp.p('a');
select is(pg_temp.pairs(), 'cd name', 'whatever else changes of them');
insert into contact_phones (contact_id, phone) values (pg_temp.p('a'), '+3526212');
select is(pg_temp.pairs(), 'ab name+phone, cd name', 'a number in common is another reason');
select pg_temp.apart('a', 'b');
update contacts set name = 'Josée Wagner' where id = pg_temp.p('a');
select is(pg_temp.pairs(), 'ab phone, cd name', 'so is a name that is no longer the same');
select pg_temp.apart('a', 'b');
select is(pg_temp.pairs(), 'cd name', 'which can be dismissed again');
select lives_ok($$select estate.undismiss_duplicate(pg_temp.p('a'), pg_temp.p('b'))$$, 'taken back');
select lives_ok($$select estate.undismiss_duplicate(pg_temp.p('b'), pg_temp.p('a'))$$, 'twice');
select is(pg_temp.pairs(), 'ab phone, cd name', 'it is shown again');

select is(pg_temp.apart('a', 'a'), 'SF422', 'nobody is two with themselves');
select is(pg_temp.apart('a', 'c'), 'SF422', 'nor with somebody who does not look like them');
select is(pg_temp.apart('c', 'd'), 'SF403', 'for whoever may change both');
select is(pg_temp.apart('e', 'a'), 'SF404', 'who are there');
select t.come('alphaadmin', 'alpha');
select is(pg_temp.apart('c', 'd'), '1', 'an admin may');
select is(pg_temp.pairs(), 'ab phone', 'for everybody');
select t.come('betaadmin', 'beta');
select is(pg_temp.apart('a', 'b'), 'SF404', 'another agency knows neither');
select is(t.count('select 1 from estate.dismissed_duplicates()'), 0::bigint, 'nor what was said of them');

-- put together and taken apart, they are still these two
select t.come('alphaadmin', 'alpha');
select estate.merge_contacts(pg_temp.p('c'), pg_temp.p('d'), '{}');
select estate.unmerge_contact(pg_temp.p('d'));
select is(pg_temp.pairs(), 'ab phone', 'merging leaves what was dismissed');
select * from finish();
rollback;
