-- SPDX-License-Identifier: Apache-2.0
begin;
drop table public.studio_models, public.studio_tools;
drop function studio.check_model();
set role stagefy_definer;
drop function studio.check_tool();
update public.admin_settings s
set feature_costs = (select coalesce(jsonb_object_agg(c.key, c.value), '{}') from jsonb_each(s.feature_costs) c where c.key not like 'studio.%');
delete from internal.operations o where o.cost_key like 'studio.%';
reset role;
drop domain public.studio_input;
drop domain public.media_alteration;
drop domain public.ai_service;
drop schema studio;
commit;
