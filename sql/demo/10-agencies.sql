-- SPDX-License-Identifier: Apache-2.0
-- Two agencies and their people. Everybody here is invented; .example is a name that no mail reaches (RFC 2606).
-- Passwords are not here: `stagefy demo` derives them from the installation's own secret.
set role stagefy_definer;

-- They began six weeks ago, and so do their books.
select set_config('app.now', (now() - interval '41 days')::text, false);
insert into public.agencies (id, slug, name, domain, region, locale, time_zone, currency, country, vat_number, address, colour)
values (internal.demo_id('a', 1), 'maison-alzette', 'Maison Alzette', 'maison-alzette.example', 'eu', 'fr-LU',
        'Europe/Luxembourg', 'EUR', 'LU', 'LU00000001', '3, rue de l''Eau, L-1449 Luxembourg', '#1f6f54'),
       (internal.demo_id('a', 2), 'table-and-tide', 'Table & Tide', 'table-and-tide.example', 'eu', 'en-ZA',
        'Africa/Johannesburg', 'ZAR', 'ZA', '4000000001', '12 Kloof Street, Cape Town 8001', '#23648c')
on conflict do nothing;
select set_config('app.now', '', false);

insert into public.users (id, email, email_verified, full_name, phone, brokerage, market, locale, role, last_agency_id)
select internal.demo_id('u', n), email, true, full_name, phone, brokerage, market, locale, platform,
       case when agency is not null then internal.demo_id('a', agency) end
from (values
    (1, 'lea@maison-alzette.example', 'Léa Hoffmann', '+352621000001', 'Maison Alzette', 'Luxembourg', 'fr-LU', 'agent', 1),
    (2, 'marc@maison-alzette.example', 'Marc Weber', '+352621000002', 'Maison Alzette', 'Luxembourg', 'fr-LU', 'agent', 1),
    (3, 'ines@maison-alzette.example', 'Inês Pereira', '+352621000003', 'Maison Alzette', 'Esch-sur-Alzette', 'fr-LU', 'agent', 1),
    (4, 'tom@maison-alzette.example', 'Tom Schmit', '+352621000004', 'Maison Alzette', 'Moselle', 'en-GB', 'agent', 1),
    (5, 'anouk@maison-alzette.example', 'Anouk Muller', '+352621000005', 'Maison Alzette', 'Luxembourg', 'fr-LU', 'agent', 1),
    (6, 'naledi@table-and-tide.example', 'Naledi Mokoena', '+27820000006', 'Table & Tide', 'Atlantic Seaboard', 'en-GB', 'agent', 2),
    (7, 'sipho@table-and-tide.example', 'Sipho Dlamini', '+27820000007', 'Table & Tide', 'City Bowl', 'en-GB', 'agent', 2),
    (8, 'thandi@table-and-tide.example', 'Thandi Jacobs', '+27820000008', 'Table & Tide', 'Southern Suburbs', 'en-GB', 'agent', 2),
    (9, 'johan@table-and-tide.example', 'Johan Botha', '+27820000009', 'Table & Tide', 'Cape Town', 'en-GB', 'agent', 2),
    (10, 'admin@stagefy.example', 'Platform admin', null, null, null, 'en-GB', 'admin', null)
) v (n, email, full_name, phone, brokerage, market, locale, platform, agency)
on conflict do nothing;

insert into public.identities (user_id, issuer, subject, email, email_verified)
select u.id, 'local', u.id::text, u.email, true from public.users u
where u.id in (select internal.demo_id('u', n) from generate_series(1, 10) n)
on conflict do nothing;

insert into public.memberships (id, agency_id, user_id, role, display_name)
select internal.demo_id('m', n), internal.demo_id('a', agency), internal.demo_id('u', person), role, name
from (values
    (1, 1, 1, 'owner', 'Léa'), (2, 1, 2, 'admin', 'Marc'), (3, 1, 3, 'agent', 'Inês'), (4, 1, 4, 'agent', 'Tom'),
    (5, 1, 5, 'viewer', 'Anouk'),
    (6, 2, 6, 'owner', 'Naledi'), (7, 2, 7, 'admin', 'Sipho'), (8, 2, 8, 'agent', 'Thandi'), (9, 2, 9, 'viewer', 'Johan'),
    (10, 2, 1, 'agent', 'Léa')  -- works for both
) v (n, agency, person, role, name)
on conflict do nothing;

reset role;
