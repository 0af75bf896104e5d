-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'app.claims_agency_id()', 'execute')::int;
select 1 / (not has_function_privilege('stagefy_api', 'app.claims()', 'execute'))::int;
