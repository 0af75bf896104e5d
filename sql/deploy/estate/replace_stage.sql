-- SPDX-License-Identifier: Apache-2.0
-- A stage goes, and its deals go on elsewhere.
begin;

set role stagefy_definer;

-- Contract: deletes p_stage of the caller's agency; its open deals come last in p_to, in their order. Answers how many. Both
-- stages are locked before any deal, as a move locks its own. Raises SF403 unless the caller is an admin or an owner, SF404, and
-- SF422 /to_id for what is no other stage of the agency.
create function estate.replace_stage(p_stage uuid, p_to uuid) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    moved bigint;
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner arranges the stages', '{"needs": "admin"}');
    end if;
    perform 1 from public.deal_stages s
    where s.agency_id = app.agency_id() and s.id in (p_stage, p_to) order by s.id for no key update;
    if not exists (select from public.deal_stages s where s.agency_id = app.agency_id() and s.id = p_stage and s.deleted_at is null) then
        perform app.fail('SF404', 'there is no such stage');
    elsif p_to = p_stage or not exists (select from public.deal_stages s
                                        where s.agency_id = app.agency_id() and s.id = p_to and s.deleted_at is null) then
        perform app.fail('SF422', 'must be another stage', '{"pointer": "/to_id", "code": "not_found"}');
    end if;
    update public.deals d set stage_id = p_to, position = o.last + o.n
    from (select e.id, row_number() over (order by e.position) as n,
                 coalesce((select floor(max(t.position)) from public.deals t where t.agency_id = app.agency_id() and t.stage_id = p_to), 0) as last
          from public.deals e
          where e.agency_id = app.agency_id() and e.stage_id = p_stage and e.status = 'open' and e.deleted_at is null) o
    where d.agency_id = app.agency_id() and d.id = o.id;
    get diagnostics moved = row_count;
    update public.deal_stages s set deleted_at = app.now() where s.agency_id = app.agency_id() and s.id = p_stage;
    return moved;
end
$$;

grant execute on function estate.replace_stage(uuid, uuid) to stagefy_api;

reset role;

commit;
