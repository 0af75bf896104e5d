-- SPDX-License-Identifier: Apache-2.0
select agency_id, key_id, seq, at, request_id, method, route, status, problem from internal.key_requests where false;
select 1 / has_function_privilege('stagefy_api', 'agency.key_requests(uuid)', 'execute')::int;
