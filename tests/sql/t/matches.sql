-- SPDX-License-Identifier: Apache-2.0
-- What contacts look for, and what suits whom: what is always honoured, what weighs, and that neither way reads what its caller may not.
begin;
set local search_path = public, t;
select start(45);
select t.world();
-- what suits a request or a property: by name, with score
create function pg_temp.for_request() returns text language sql as $$
    select coalesce(string_agg(p.address || ' ' || m.score, ', ' order by m.score desc, p.address), '-')
    from estate.matches(t.id('r'), null, 50) m join public.properties p on p.id = m.property_id
$$;
create function pg_temp.for_property() returns text language sql as $$
    select coalesce(string_agg(c.name || ' ' || m.score, ', ' order by m.score desc, c.name), '-')
    from estate.matches(null, t.id('p'), 50) m join public.contacts c on c.id = m.contact_id
$$;
create function pg_temp.reasons() returns jsonb language sql as $$
    select m.reasons - '{place,price,property_type}'::text[] from estate.matches(t.id('r'), null, 50) m
$$;
create temp table tried (request text, property text, suits boolean);
insert into tried values
    ('places = ''{Remich}''', 'city = ''Echternach''', false), ('places = ''{}''', 'city = null', true), ('places = ''{Remich}''', 'city = null', false),
    ('places = ''{L-1469}''', 'zip_code = ''L-1469''', true), ('places = ''{moselle}''', 'state = ''Moselle''', true),
    ('budget_max = 499.99', 'price = 500', false), ('budget_max = 500', 'price = 500', true), ('budget_min = 500', 'price = 500', true),
    ('budget_min = 500.01', 'price = 500', false), ('budget_max = 500', 'price = null', false), ('budget_min = 1', 'price = null', false),
    ('budget_max = null', 'price = null', true), ('budget_max = 500', 'price = 500, currency = ''USD''', false),
    ('property_types = ''{land}''', 'property_type = ''house''', false), ('property_types = ''{land,house}''', 'property_type = ''house''', true),
    ('transaction = ''rent''', 'transaction = ''sale''', false), ('transaction = ''rent''', 'transaction = ''rent''', true);
grant select on tried to public;
create function pg_temp.suits(p_try tried) returns text language plpgsql as $$
declare
    found text;
begin
    begin
        execute format('update buyer_requests set places = ''{}'' where id = t.id(''r'')');
        execute format('update buyer_requests set %s where id = t.id(''r'')', p_try.request);
        execute format('update properties set %s where id = t.id(''p'')', p_try.property);
        found := pg_temp.for_request() || ' | ' || pg_temp.for_property();
        raise exception sqlstate 'TT000';
    exception when sqlstate 'TT000' then
    end;
    return found;
end
$$;
create function pg_temp.given(p_property text) returns text language plpgsql as $$
begin
    execute format('update properties set %s where id = t.id(''p'')', p_property);
    return (select m.score || ' ' || (pg_temp.reasons() ->> 'living_area') || ' ' || (pg_temp.reasons() ->> 'bedrooms') || ' ' || (pg_temp.reasons() ->> 'features')
            from estate.matches(t.id('r'), null, 50) m);
end
$$;
grant execute on all functions in schema pg_temp to public;
select t.come('alphaadmin', 'alpha');
update properties set deleted_at = app.now();
update buyer_requests set deleted_at = app.now();
select t.come('alphaagent', 'alpha');
insert into contacts (id, name) values (t.id('c'), 'Ines');
insert into buyer_requests (id, contact_id, places) values (t.id('r'), t.id('c'), '{" Échternach ", L-1469}');
insert into properties (id, address, city, price, status) values (t.id('p'), 'A', 'Echternach', 500, 'active');

-- the request itself
select results_eq($$select owner_id, transaction::text, property_types, currency::text, active, place_words from buyer_requests where id = t.id('r')$$,
                  $$values (t.id('alphaagent'), 'sale', '{}'::text[], 'EUR', true, array['echternach', 'l-1469'])$$, 'a request begins active, to buy anything, in the agency''s currency');
select is(t.try(format('update buyer_requests set %s where id = t.id(''r'')', what)), '23514', 'refused: ' || what)
from unnest(array['property_types = ''{castle}''', 'budget_min = 2, budget_max = 1', 'budget_max = -1', 'bedrooms_min = 100', 'transaction = ''gift''']) what;
select is(t.try($$update buyer_requests set place_words = '{x}' where id = t.id('r')$$), 'denied', 'how places are compared is ours');
select is(t.detail($$insert into buyer_requests (contact_id) values (t.id('nobody'))$$) ->> 'pointer', '/contact_id', 'there is none without a contact');
update contacts set deleted_at = app.now() where id = t.id('c');
select is(pg_temp.for_property(), '-', 'a deleted contact looks for nothing');
update contacts set deleted_at = null where id = t.id('c');

-- what is always honoured, both ways
select is(pg_temp.for_request() || ' | ' || pg_temp.for_property(), 'A 100 | Ines 100', 'a town is found whatever its accents');
select is(pg_temp.suits(tried), case when suits then 'A 100 | Ines 100' else '- | -' end, format('%s for %s', property, request)) from tried;
select is(pg_temp.suits(row ('active = false', 'price = 500', null)::tried), 'A 100 | -', 'who looks no more is not found, and still finds');
select is(pg_temp.suits(row ('active = true', 'status = ''pending''', null)::tried), '- | Ines 100', 'what is not offered is not found, and still finds');
select is(pg_temp.suits(row ('active = true', 'deleted_at = app.now()', null)::tried), '- | -', 'what is deleted does neither');

-- what weighs
update buyer_requests set places = '{}', living_area_min = 100, bedrooms_min = 3, features = '{Garden,lift}' where id = t.id('r');
select is(pg_temp.given('living_area = 100, bedrooms = 3, features = ''{LIFT,garden,pool}'''), '100 met met met', 'all of it');
select is(pg_temp.given('living_area = 90'), '85 partly met met', 'a smaller one in part');
select is(pg_temp.given('living_area = 80'), '70 missed met met', 'down to four fifths');
select is(pg_temp.given('living_area = null'), '85 unknown met met', 'what it does not say counts half');
select is(pg_temp.given('living_area = 120, bedrooms = 2'), '85 met partly met', 'a bedroom fewer counts half');
select is(pg_temp.given('bedrooms = 1'), '70 met missed met', 'two fewer not at all');
select is(pg_temp.given('bedrooms = 4, features = ''{garden}'''), '80 met met partly', 'features by how many there are');
select is(pg_temp.given('features = ''{}'''), '60 met met missed', 'none of them');
update buyer_requests set living_area_min = null, features = '{}' where id = t.id('r');
select is(pg_temp.reasons(), '{"bedrooms": "met"}', 'what is not asked for is no reason');
insert into properties (address, status, bedrooms, price) select 'B' || i, 'active', i, 1 from generate_series(2, 4) i;
select is(pg_temp.for_request(), 'A 100, B3 100, B4 100, B2 50', 'the best first');
select is(t.count($$select * from estate.matches(t.id('r'), null, 2)$$), 2::bigint, 'as many as wanted');

-- who may know
select t.come('alphaviewer', 'alpha');
select is(pg_temp.for_request(), 'A 100, B3 100, B4 100, B2 50', 'a viewer reads what the team has');
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
select t.come('alphaagent2', 'alpha');
select is(pg_temp.for_request() || ' | ' || pg_temp.for_property(), '- | -', 'who sees their own alone learns nothing of others''');
insert into properties (id, address, status, price) values (t.id('p2'), 'Z', 'active', 1);
select is(t.count($$select * from estate.matches(null, t.id('p2'), 50)$$), 0::bigint, 'nor does their property find others'' contacts');
select t.come('betaadmin', 'beta');
select is(t.count($$select * from estate.matches(t.id('r'), null, 50)$$) + t.count($$select * from estate.matches(null, t.id('p'), 50)$$), 0::bigint, 'another agency learns nothing');
select * from finish();
rollback;
