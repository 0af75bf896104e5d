-- SPDX-License-Identifier: Apache-2.0
select 1 / (app.fold('Pétrusse') = 'petrusse' and app.merge_patch('{"a":1}', '{"a":null}') = '{}')::int;
