-- SPDX-License-Identifier: Apache-2.0
select 1 / has_function_privilege('stagefy_api', 'estate.read_feed(bytea)', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'estate.feed_reminds()', 'execute')::int;
select 1 / has_function_privilege('stagefy_api', 'estate.remind_by_feed(boolean)', 'execute')::int;
