-- SPDX-License-Identifier: Apache-2.0
-- Files that were imported: one that has run, with the rows it could not take, and one that waits for its mapping.
set role stagefy_definer;

insert into public.imports (id, agency_id, owner_id, into_table, file_name, status, format, encoding, delimiter, has_header, decimal_mark, day_order,
                            columns, mapping, match_by, row_count, new_count, changed_count, same_count, wrong_count, ended_at, created_at, updated_at)
select internal.demo_id('k', v.n), internal.demo_id('a', 1), internal.demo_id('u', v.person), v.into_table, v.file_name, v.status, 'csv', v.encoding, ';', true,
       ',', 'dmy', v.columns::jsonb, v.mapping::jsonb, v.match_by::text[], v.counts[1], v.counts[2], v.counts[3], v.counts[4], v.counts[5],
       case v.status when 'completed' then now() - v.days * interval '1 day' end, now() - v.days * interval '1 day', now() - v.days * interval '1 day'
from (values
    (1, 1, 'contacts', 'salon-immobilier.csv', 'completed', 'windows-1252', 12,
     '[{"name": "Nom", "samples": ["Thill", "Hoffmann", "Ferreira"]}, {"name": "Prénom", "samples": ["Marc", "Josiane", "Paulo"]}, {"name": "E-mail", "samples": ["marc.thill@example.lu", "j.hoffmann@", "paulo@example.pt"]}]',
     '[{"column": "Prénom", "field": "name"}, {"column": "Nom", "field": "name"}, {"column": "E-mail", "field": "email"}]', '{email}', array[48, 31, 9, 6, 2]),
    (2, 2, 'properties', 'mandats.csv', 'mapping', 'utf-8', 1,
     '[{"name": "Référence", "samples": ["MA-0501", "MA-0502", "MA-0503"]}, {"name": "Adresse", "samples": ["3, rue de la Gare", "17, côte d’Eich", "8, rue du Fort"]}, {"name": "Prix", "samples": ["795.000", "1.240.000", "2.150"]}]',
     '[{"column": "Référence", "field": "reference"}, {"column": "Adresse", "field": "address"}, {"column": "Prix", "field": "price"}]', '{reference}', array[3, null, null, null, null])
) v (n, person, into_table, file_name, status, encoding, days, columns, mapping, match_by, counts)
on conflict do nothing;

insert into internal.import_rows (agency_id, import_id, n, cells, outcome, done, reasons)
select internal.demo_id('a', 1), internal.demo_id('k', v.import), v.n, v.cells::jsonb, v.outcome, v.outcome is not null, v.reasons::jsonb
from (values
    (1, 17, '{"0": "Hoffmann", "1": "Josiane", "2": "j.hoffmann@"}', 'wrong', '[{"field": "email", "code": "format", "params": {"format": "email"}, "detail": "must be an e-mail address"}]'),
    (1, 40, '{"2": "info@example.lu@"}', 'wrong', '[{"field": "email", "code": "format", "params": {"format": "email"}, "detail": "must be an e-mail address"}, {"field": "name", "code": "required", "params": null, "detail": "is required"}]'),
    (2, 1, '{"0": "MA-0501", "1": "3, rue de la Gare", "2": "795.000"}', null, null),
    (2, 2, '{"0": "MA-0502", "1": "17, côte d’Eich", "2": "1.240.000"}', null, null),
    (2, 3, '{"0": "MA-0503", "1": "8, rue du Fort", "2": "2.150"}', null, null)
) v (import, n, cells, outcome, reasons)
on conflict do nothing;

reset role;
