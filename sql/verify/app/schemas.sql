-- SPDX-License-Identifier: Apache-2.0
select has_schema_privilege('stagefy_api', 'app', 'usage')::int / (not has_schema_privilege('stagefy_api', 'internal', 'usage'))::int;
select 1 / count(*) from pg_extension where extname = 'btree_gin';
