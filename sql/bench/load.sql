-- SPDX-License-Identifier: Apache-2.0
-- 200 agencies × 10 people × 5,000 properties and 20,000 contacts in one of them, made up by generate_series, in about a minute. For measuring only, in a
-- database of its own; run it as a superuser, since it goes around triggers. Indexes of properties are made anew behind
-- the rows, which is ten times quicker than growing them:
--   psql -X -v ON_ERROR_STOP=1 -f sql/bench/load.sql "$ADMIN_DATABASE_URL"
-- Every id is a function of its number, so that bench scripts can name rows: see bench_id.
\if :{?agencies} \else \set agencies 200 \endif
\if :{?properties} \else \set properties 5000 \endif

begin;
set local session_replication_role = replica;
set local synchronous_commit = off;

create schema if not exists bench;
grant usage on schema bench to public;
-- kind: a agency, u user, m membership, c contact, p property, s session; of the first agency k contact, b buyer request, t stage,
-- d deal
create or replace function bench.id(kind text, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex(ascii(kind)), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
grant execute on function bench.id(text, bigint) to public;

insert into public.agencies (id, slug, name)
select bench.id('a', a), 'bench-' || a, 'Bench agency ' || a from generate_series(1, :agencies) a;

insert into public.users (id, email, email_verified, full_name)
select bench.id('u', u), 'user' || u || '@bench.test', true, 'Bench user ' || u from generate_series(1, :agencies * 10) u;

insert into public.identities (user_id, issuer, subject, email, email_verified)
select id, 'https://issuer.bench.example', 'user_' || row_number() over (order by id), email, true from public.users;

insert into public.memberships (id, agency_id, user_id, role)
select bench.id('m', u), bench.id('a', (u - 1) / 10 + 1), bench.id('u', u),
       (array['owner', 'admin', 'agent', 'agent', 'agent', 'agent', 'agent', 'agent', 'agent', 'viewer'])[(u - 1) % 10 + 1]
from generate_series(1, :agencies * 10) u;

insert into internal.entrances select * from internal.entrances_due on conflict do nothing; -- demo people are there

insert into internal.sessions (id, user_id, expires_at)
select bench.id('s', u), bench.id('u', u), now() + interval '365 days'
from generate_series(1, :agencies * 10) u;

insert into public.contacts (id, agency_id, owner_id, name)
select bench.id('c', (a - 1) * 100 + c), bench.id('a', a), bench.id('u', (a - 1) * 10 + c % 10 + 1), 'Bench contact ' || c
from generate_series(1, :agencies) a, generate_series(0, 99) c;

-- The first agency is a big one: 20,000 contacts with an address and a number each, what 2,000 of them look for, 1,000 open deals.
insert into public.contacts (id, agency_id, owner_id, name, email, phone, type, status, tags, created_at)
select bench.id('k', k), bench.id('a', 1), bench.id('u', k % 9 + 1),
       (array['Anna', 'Ben', 'Carla', 'Didier', 'Elise', 'Fabio', 'Greta', 'Henri', 'Ines', 'Joris'])[k % 10 + 1] || ' '
           || (array['Schmit', 'Weber', 'Muller', 'Hoffmann', 'Wagner', 'Thill', 'Becker', 'Kremer', 'Reuter'])[k % 9 + 1] || ' ' || k,
       'contact' || k || '@people.bench.test', '+352621' || lpad(k::text, 6, '0'),
       (array['lead', 'buyer', 'seller', 'investor', 'other'])[k % 5 + 1], (array['lead', 'active', 'closed'])[k % 3 + 1],
       (array['family', 'cash', 'abroad', 'garden'])[1:k % 3], now() - k * interval '10 minutes'
from generate_series(1, 19900) k;
insert into public.contact_emails (agency_id, contact_id, owner_id, email, is_primary)
select agency_id, id, owner_id, email, true from public.contacts where agency_id = bench.id('a', 1) and email is not null;
insert into public.contact_phones (agency_id, contact_id, owner_id, phone, is_primary)
select agency_id, id, owner_id, phone, true from public.contacts where agency_id = bench.id('a', 1) and phone is not null;

insert into public.buyer_requests (id, agency_id, owner_id, contact_id, transaction, property_types, places, place_words, budget_min,
    budget_max, currency, bedrooms_min, living_area_min, features)
select bench.id('b', k), bench.id('a', 1), bench.id('u', k % 9 + 1), bench.id('k', k), 'sale',
       case k % 3 when 0 then array['house'] when 1 then array['apartment'] else array['house', 'apartment'] end, array[place], array[app.fold(place)],
       200000 + k * 100, 500000 + k * 500, 'EUR', k % 4, 40 + k % 100, (array['garden', 'garage', 'lift'])[1:k % 3]
from generate_series(1, 2000) k, lateral (select (array['Luxembourg', 'Esch-sur-Alzette', 'Remich', 'Mersch', 'Diekirch'])[k % 5 + 1] as place) p;

insert into public.deal_stages (id, agency_id, name, probability, position)
select bench.id('t', t), bench.id('a', 1), jsonb_build_object('en', 'Stage ' || t), t * 15, t from generate_series(1, 6) t;
insert into public.deals (id, agency_id, owner_id, title, property_id, contact_id, stage_id, position, amount, currency)
select bench.id('d', d), bench.id('a', 1), bench.id('u', d % 9 + 1), 'Sale of number ' || d, bench.id('p', d), bench.id('k', d),
       bench.id('t', d % 6 + 1), d, 200000 + d * 1000, 'EUR'
from generate_series(1, 1000) d;

create temporary table bench_indexes on commit drop as
select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
from pg_index i join pg_class c on c.oid = i.indexrelid
where i.indrelid = 'public.properties'::regclass and not exists (select from pg_constraint k where k.conindid = i.indexrelid);
do $$
declare
    i record;
begin
    for i in select name from bench_indexes loop
        execute format('drop index public.%I', i.name);
    end loop;
end
$$;

-- As full as a listing on a portal: a list of 20 with 30 columns is some 22 KB of JSON.
insert into public.properties (id, agency_id, owner_id, reference, title, description, status, property_type, address, city,
    state, zip_code, country, latitude, longitude, price, currency, bedrooms, bathrooms, living_area, lot_area, year_built,
    energy_class, features, notes, contact_id, published_at, created_at, updated_at)
select bench.id('p', (a - 1) * :properties + p), bench.id('a', a), bench.id('u', (a - 1) * 10 + p % 10 + 1), 'LU-2026-' || lpad(p::text, 6, '0'),
       jsonb_build_object('en', 'Bright family house with a walled garden near the river, number ' || p,
                          'fr', 'Maison familiale lumineuse avec jardin clos, proche de la rivière, numéro ' || p,
                          'de', 'Helles Einfamilienhaus mit ummauertem Garten in Flussnähe, Nummer ' || p),
       jsonb_build_object('en', repeat('A house on a quiet street. ', 8), 'fr', repeat('Une maison dans une rue calme. ', 8)),
       (array['draft', 'active', 'active', 'active', 'pending', 'sold', 'off_market'])[p % 7 + 1],
       (array['house', 'apartment', 'apartment', 'land', 'commercial'])[p % 5 + 1],
       p || ', boulevard de la Grande-Duchesse Charlotte', (array['Luxembourg', 'Esch-sur-Alzette', 'Remich', 'Mersch', 'Diekirch'])[p % 5 + 1],
       (array['Gutland', 'Oesling'])[p % 2 + 1], 'L-' || 1000 + p % 9000, 'LU', 49.6 + p * 0.00001, 6.1 + p * 0.00001, 200000 + (p * 7919 % 2000000), 'EUR',
       p % 6, p % 3 + 1, 40 + p % 300, 100 + p % 2000, 1900 + p % 125, (array['A', 'B', 'C', 'D'])[p % 4 + 1],
       (array['balcony', 'fitted_kitchen', 'underfloor_heating', 'solar_panels', 'garden', 'garage', 'lift', 'cellar', 'terrace', 'fireplace'])[1:p % 6 + 5],
       'Keys at the office. ' || p, bench.id('c', (a - 1) * 100 + p % 100),
       now() - p * interval '1 hour', now() - p * interval '1 hour', now() - p * interval '1 hour'
from generate_series(1, :agencies) a, generate_series(1, :properties) p;

set local maintenance_work_mem = '512MB';
do $$
declare
    i record;
begin
    for i in select definition from bench_indexes loop
        execute i.definition;
    end loop;
end
$$;
select internal.gather_words(bench.id('a', 1));
commit;

vacuum analyze;
