-- SPDX-License-Identifier: Apache-2.0
-- Which change was deployed last: GET /api/ready shows it.
begin;

grant usage on schema sqitch to stagefy_definer;
grant select on sqitch.changes to stagefy_definer;

set role stagefy_definer;
-- Contract: the name of the last deployed change of this project, from Sqitch's registry.
create function app.migration_level() returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    return (select c.change from sqitch.changes c where c.project = 'stagefy' order by c.committed_at desc limit 1);
end
$$;
grant execute on function app.migration_level() to stagefy_api, stagefy_jobs, stagefy_owner;
reset role;

commit;
