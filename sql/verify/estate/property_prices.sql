-- SPDX-License-Identifier: Apache-2.0
select 1 / (to_regclass('internal.property_prices') is not null)::int;
select 1 / has_function_privilege('stagefy_api', 'estate.property_prices(uuid)', 'execute')::int;
