-- SPDX-License-Identifier: Apache-2.0
-- What a property knows by itself; versions; the gallery.
begin;
set local search_path = public, t;
select start(109);
select t.world();
create function pg_temp.add(p_word text, p_type text default 'image', p_status text default 'ready') returns void language sql security definer as $$
    insert into public.media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, property_id, position, status)
    values (t.id(p_word), t.id('alpha'), t.id('alphaagent'), p_type, 'a', p_word, 'local', 'x/y', 1, t.id('p'), media.next_position(t.id('alpha'), t.id('p')), p_status)
$$;
create function pg_temp.gallery() returns text language sql as $$
    select media_count || ' ' || coalesce((select m.storage_key from public.media_items m where m.id = p.cover_media_id), '-') from public.properties p where id = t.id('p')
$$;
create function pg_temp.step(p_from text, p_to text) returns text language plpgsql as $$
begin
    insert into public.properties (id, address, status) values (t.id(p_from || p_to), 'x', p_from);
    return t.try(format('update properties set status = %L where id = %L', p_to, t.id(p_from || p_to)));
end
$$;
create function pg_temp.lacks() returns text language sql as $$ select string_agg(field, ' ') from estate.publishing(t.id('n')) $$;
create function pg_temp.prices(p_id uuid) returns text language sql as $$
    select string_agg(concat_ws(' ', coalesce(price::text, '-'), currency, coalesce(percent::text, '-'), case changed_by when t.id('alphaagent') then 'agent' end), ', ') from estate.property_prices(p_id)
$$;
create function pg_temp.v() returns int language sql as $$ select version from public.properties where id = t.id('p') $$;

select t.come('alphaagent', 'alpha');
insert into properties (id, address) values (t.id('p'), '1, rue X');
select results_eq($$select owner_id, currency::text, status::text, sqft, published_at, media_count, version from properties where id = t.id('p')$$,
                  $$values (t.id('alphaagent'), 'EUR', 'draft', null::int, null::timestamptz, 0, 1)$$, 'a property begins as the caller''s draft in the agency''s currency');
select t.come('betaagent', 'beta');
insert into properties (id, address) values (t.id('q'), '1, X Road');
select is((select currency::text from properties where id = t.id('q')), 'ZAR', 'each agency has its own currency');
insert into properties (id, address, currency, living_area, status) values (t.id('q2'), 'x', 'USD', 100, 'active');
select results_eq($$select currency::text, sqft, published_at from properties where id = t.id('q2')$$, $$values ('USD', 1076, app.now())$$,
                  'a given one stays; square feet are computed; what begins active is published');

select t.come('alphaagent', 'alpha');
update properties set price = 100 where id = t.id('p');
select is(pg_temp.v(), 2, 'a change grows the version');
update properties set price = 100 where id = t.id('p');
select is(pg_temp.v(), 2, 'no change does not');
select pg_temp.add('first');
select set_config('app.now', (now() + interval '1 hour')::text, true);
update properties set living_area = 212, status = 'active' where id = t.id('p');
select results_eq($$select version, sqft, published_at, updated_at from properties where id = t.id('p')$$,
                  $$values (3, 2282, app.now(), app.now())$$, 'several changes at once grow it once; it is published');
select set_config('app.now', '', true);
update properties set status = 'draft' where id = t.id('p');
update properties set status = 'active' where id = t.id('p');
select is((select published_at from properties where id = t.id('p')), now() + interval '1 hour', 'the first time counts');
update media_items set deleted_at = app.now() where id = t.id('first');
select is(pg_temp.v(), 5, 'two more versions');
update properties set deleted_at = app.now() where id = t.id('p');
select is(pg_temp.v(), 5, 'deleting makes no form stale');
update properties set deleted_at = null where id = t.id('p');
reset role;
update properties set version = 99 where id = t.id('p');
select is(pg_temp.v(), 5, 'nobody writes the version');
set local role stagefy_definer;
update properties set media_count = 0 where id = t.id('p');
select is(pg_temp.v(), 5, 'nor does a counter grow it');
select t.come('alphaagent', 'alpha');

-- forms and uniqueness
select is(t.try(format('update properties set %s where id = t.id(''p'')', what)), '23514', 'refused: ' || what)
from unnest(array['status = ''gone''', 'property_type = ''castle''', 'transaction = ''swap''', 'energy_class = ''Z''', 'price = -1', 'bedrooms = 100',
                  'year_built = 999', 'currency = ''eur''', 'country = ''Lux''', 'title = ''{"en": 1}''', 'latitude = 91']) what;
select is(t.try($$update properties set reference = 'R1' where id = t.id('p')$$), '1', 'a reference');
select is(t.try($$insert into properties (address, reference) values ('y', 'R1')$$), '23505', 'is one property''s');
select is(t.try($$update properties set deleted_at = now() where id = t.id('p')$$), '1', 'while that one lives');
select is(t.try($$insert into properties (address, reference) values ('y', 'R1')$$), '1', '… only');
update properties set reference = null where reference = 'R1' and id <> t.id('p');
update properties set deleted_at = null where id = t.id('p');

-- its contact
select is(t.try($$update properties set contact_id = t.id('calphaadmin') where id = t.id('p')$$), '1', 'a colleague''s contact, under team visibility');
reset role;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
select t.come('alphaagent', 'alpha');
select is(t.detail($$update properties set contact_id = t.id('calphaagent2') where id = t.id('p')$$) ->> 'pointer', '/contact_id', 'under owner visibility one that is not read does not exist');
select is(t.try($$insert into properties (address, contact_id) values ('x', t.id('calphaagent2'))$$), 'SF422', '… for a new property either');
select is(t.try($$update properties set price = 3 where id = t.id('p')$$), '1', 'one that was there before may stay');
reset role;
update agencies set record_visibility = 'team' where id = t.id('alpha');
update properties set contact_id = null where id = t.id('p');
select t.come('alphaagent', 'alpha');

-- the gallery; the world's photo of palphaagent is there already
select pg_temp.add('plan', 'document');
select is(pg_temp.gallery(), '1 -', 'a document counts and is no cover');
select pg_temp.add('later', 'image', 'pending');
select is(pg_temp.gallery(), '1 -', 'what is not ready does not count');
select pg_temp.add('one'), pg_temp.add('two'), pg_temp.add('three');
select is(pg_temp.gallery(), '4 one', 'the first photo is the cover');
reset role;
select is((select version from properties where id = t.id('p')), 9, 'of which no form goes stale');
set local role stagefy_definer;
update media_items set status = 'ready' where id = t.id('later');
select is(pg_temp.gallery(), '5 one', 'one that gets ready counts');
select t.come('alphaagent', 'alpha');
select is(t.try($$update properties set cover_media_id = t.id('two') where id = t.id('p')$$), '1', 'another cover is chosen');
select is(pg_temp.v(), 10, '… by the client: a new version');
select is(t.detail($$update properties set cover_media_id = t.id('ialphaagent') where id = t.id('p')$$) ->> 'pointer', '/cover_media_id', 'not a photo of another property');
select is(t.try($$update properties set cover_media_id = t.id('plan') where id = t.id('p')$$), 'SF422', 'nor a document');
update media_items set deleted_at = app.now() where id = t.id('two');
select is(pg_temp.gallery(), '4 later', 'when the cover goes, the next photo follows');
select is((select array_agg(id || ' ' || position) from media.reorder(t.id('p'), array[t.id('three'), t.id('one')])),
          array[t.id('three') || ' 1', t.id('one') || ' 2', t.id('plan') || ' 3', t.id('later') || ' 4'], 'reordered: the named first, the rest as it was');
select is(t.try($$select media.reorder(t.id('p'), array[t.id('one'), t.id('one')])$$), 'SF422', 'each once');
select is(t.try($$select media.reorder(t.id('p'), array[t.id('two')])$$), 'SF422', 'not a deleted one');
select is(t.try($$select media.reorder(t.id('palphaadmin'), '{}')$$), 'SF403', 'not in another''s property');
select is(t.try($$select media.reorder(t.id('pbetaagent'), '{}')$$), 'SF404', 'and none in another agency');
update media_items set property_id = t.id('palphaagent') where id = t.id('three');
select is((select array[media_count, (select position from media_items where id = t.id('three'))] from properties where id = t.id('palphaagent')), array[2, 2], 'a photo that moves counts there, at the end');
select is(pg_temp.gallery(), '3 later', '… and here no more');
select is(t.try($$update media_items set property_id = t.id('palphaadmin') where id = t.id('one')$$), 'SF403', 'it does not move into another''s property');
update media_items set deleted_at = null where id = t.id('two');
select is(pg_temp.gallery(), '4 later', 'a restored photo counts again');
select is(t.try($$insert into media_items (type, file_name, storage_key, provider, content_type, size) values ('image', 'x', 'x', 'local', 'x/y', 1)$$), 'denied', 'clients make media items by commit alone');

-- its way: every step that is an edge, and none besides
select is((select string_agg(a || ' ' || b, ', ' order by a, b) from unnest(array['draft', 'active', 'pending', 'sold', 'off_market']) a, unnest(array['draft', 'active', 'pending', 'sold', 'off_market']) b
           where a <> b and pg_temp.step(a, b) = 'SF409'),
          'draft off_market, draft pending, draft sold, off_market draft, pending draft, sold draft', 'a draft comes from and goes to the market alone');
select is(t.detail($$update properties set status = 'sold' where id = t.id('palphaagent')$$),
          '{"pointer": "/status", "code": "not_reachable", "params": {"from": "draft", "to": "sold", "ways": ["active"]}}', 'a refusal names the ways there are');

-- what publishing needs
insert into properties (id, address, status) values (t.id('n'), ' ', 'draft');
select is(pg_temp.lacks(), 'address price cover_media_id', 'each thing that is missing is named');
select is((select jsonb_agg(e -> 'pointer') from jsonb_array_elements(t.detail($$update properties set status = 'active' where id = t.id('n')$$) -> 'errors') e),
          '["/address", "/price", "/cover_media_id"]', '… and refused by the same names');
update properties set country = 'LU', address = 'x', price = 0 where id = t.id('n');
select is(pg_temp.lacks(), 'price energy_class cover_media_id', 'the energy class where the country asks for it');
update properties set property_type = 'land' where id = t.id('n');
select is(pg_temp.lacks(), 'price cover_media_id', '… not of land');
update properties set property_type = 'house', energy_class = 'exempt' where id = t.id('n');
select is(pg_temp.lacks(), 'price cover_media_id', 'nor of what is exempt');
update properties set energy_class = null, country = null where id = t.id('n');
reset role;
update agencies set country = 'FR' where id = t.id('alpha');
select t.come('alphaagent', 'alpha');
select is(pg_temp.lacks(), 'price energy_class cover_media_id', 'the agency''s country counts where it has none');
update properties set country = 'ZA', price = 5 where id = t.id('n');
reset role;
insert into media_items (id, agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, property_id, position, status)
values (t.id('nphoto'), t.id('alpha'), t.id('alphaadmin'), 'image', 'a', 'nphoto', 'local', 'x/y', 1, t.id('n'), 1, 'pending');
update agencies set record_visibility = 'owner' where id = t.id('alpha');
select t.come('alphaagent', 'alpha');
select is(pg_temp.lacks(), 'cover_media_id', 'a photo that is not ready is none');
reset role;
set local role stagefy_definer;
update media_items set status = 'ready' where id = t.id('nphoto');
select t.come('alphaagent', 'alpha');
select is(pg_temp.lacks(), null, 'one that is counts, whoever took it');
select t.come('alphaagent2', 'alpha');
select is(t.count($$select 1 from estate.publishing(t.id('palphaagent'))$$), 0::bigint, 'of a property that one may not read nothing is told');
select t.come('alphaagent', 'alpha');
select is(t.try($$update properties set status = 'active' where id = t.id('n')$$), '1', 'with all of it, it is published');
select is(t.try($$update properties set price = null where id = t.id('n')$$), '1', 'afterwards nothing is asked');
select is(t.try($$update properties set status = 'off_market' where id = t.id('n')$$), '1', 'it goes');
select is(t.try($$update properties set status = 'active' where id = t.id('n')$$), '1', '… and comes back as it is');

-- what it was offered at
insert into properties (id, address, price) values (t.id('h'), 'x', 200000);
select is(pg_temp.prices(t.id('h')), '200000.00 EUR - agent', 'history begins with the first price');
set local role stagefy_definer;
select is(t.count('select 1 from internal.property_prices where property_id = t.id(''h'')'), 0::bigint, 'which is the property''s own until it changes');
select t.come('alphaagent', 'alpha');
insert into properties (id, address) values (t.id('hn'), 'x');
select is(pg_temp.prices(t.id('hn')), null, 'without a price there is none');
update properties set price = 5 where id = t.id('hn');
select is(pg_temp.prices(t.id('hn')), '5.00 EUR - agent', 'one that is told later is the first');
update properties set price = 195000, notes = 'n' where id = t.id('h');
update properties set notes = 'm', price = 195000 where id = t.id('h');
update properties set price = null where id = t.id('h');
update properties set currency = 'USD' where id = t.id('h');
update properties set price = 210000 where id = t.id('h');
update properties set price = 211000, currency = 'CHF' where id = t.id('h');
update properties set price = 316500 where id = t.id('h');
select is(pg_temp.prices(t.id('h')), '316500.00 CHF 50.0 agent, 211000.00 CHF - agent, 210000.00 USD - agent, - EUR - agent, 195000.00 EUR -2.5 agent, 200000.00 EUR - agent',
          'every change is kept, against the one before in the same currency');
select t.come('alphaagent2', 'alpha');
select is(pg_temp.prices(t.id('h')), null, 'of a property that one may not read nothing is told');
select t.come('betaowner', 'beta');
select is(pg_temp.prices(t.id('h')), null, '… nor of another agency''s');
select t.go();
select is(pg_temp.prices(t.id('h')), null, '… nor to nobody');
reset role;
insert into properties (id, agency_id, owner_id, address, price) values (t.id('ho'), t.id('alpha'), t.id('alphaagent'), 'x', 7);
delete from internal.changes where row_id = t.id('ho');
update properties set price = 14 where id = t.id('ho');
select t.come('alphaagent', 'alpha');
select is(pg_temp.prices(t.id('ho')), '14.00 EUR 100.0, 7.00 EUR -', 'who told the first is known as long as changes are kept');
reset role;
delete from properties where id = t.id('h');
select is(t.count('select 1 from internal.property_prices where property_id = t.id(''h'')'), 0::bigint, 'it goes with the property');
-- limits, each under the name of its column
create function pg_temp.refused_by(p_column text, p_value text) returns text language plpgsql as $$
declare
    name text;
begin
    execute format('insert into public.properties (address, %1$I) values (''x'', %2$L)', p_column, p_value);
    return null;
exception when check_violation then
    get stacked diagnostics name = constraint_name;
    return name;
end
$$;
select t.come('alphaagent', 'alpha');
select is(pg_temp.refused_by(c, v), 'properties_' || c || '_check', format('refused: %s %s', c, left(v, 20))) from (values
    ('bathrooms', '-1'), ('bathrooms', '99.5'), ('bedrooms', '-1'), ('bedrooms', '100'), ('city', repeat('x', 121)), ('external_ref', repeat('x', 121)),
    ('latitude', '-90.000001'), ('latitude', '90.000001'), ('living_area', '-0.01'), ('longitude', '-180.000001'), ('longitude', '180.000001'),
    ('lot_area', '-0.01'), ('notes', repeat('x', 10001)), ('price', '-0.01'), ('reference', ''), ('reference', repeat('x', 41)),
    ('state', repeat('x', 121)), ('year_built', '999'), ('year_built', '2201'), ('zip_code', repeat('x', 21))) as v (c, v);
select is(pg_temp.refused_by(c, v), null, format('taken: %s %s', c, left(v, 20))) from (values
    ('bathrooms', '99'), ('bedrooms', '0'), ('city', repeat('x', 120)), ('latitude', '-90'), ('longitude', '180'), ('living_area', '0'),
    ('notes', repeat('x', 10000)), ('price', '0'), ('reference', repeat('x', 40)), ('year_built', '1000'), ('zip_code', null)) as v (c, v);
select is(t.try(format('insert into properties (address) values (%L)', a)), '23514', format('refused: an address of %s', length(a))) from (values (''), (repeat('x', 301))) as v (a);
select is(t.try('update properties set price = -1 where id = t.id(''p'')'), '23514', 'nor is one changed into what it may not be');

select * from finish();
rollback;
