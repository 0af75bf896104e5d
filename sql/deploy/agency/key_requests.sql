-- SPDX-License-Identifier: Apache-2.0
-- What each API key asked for last: for the developer who wonders why. Workers bring it in heaps, outside the requests'
-- own transactions, so it is a help and no record.
begin;

create table internal.key_requests (
    agency_id uuid not null,
    key_id uuid not null,
    seq bigint generated always as identity,
    at timestamptz not null,
    request_id uuid not null,
    method text not null,
    route text not null,
    status int not null,
    problem text,
    primary key (agency_id, key_id, seq),
    foreign key (agency_id, key_id) references public.api_keys (agency_id, id) on delete cascade
);
comment on column internal.key_requests.route is 'the template, such as /api/properties/{id}: a path can carry what a log must not';
comment on column internal.key_requests.problem is 'slug of the problem; NULL when there was none';
grant select, insert, delete on internal.key_requests to stagefy_definer;

set role stagefy_definer;

-- Contract: notes requests that came with keys: p_requests is a JSON array of {"prefix", "digest" (as bytea is written),
-- "at_us" (microseconds since 1970), "request_id", "method", "route", "status", "problem"}, oldest first. Those of keys that
-- do not exist, or with another secret, are passed over, so that nobody writes into a stranger's log. Of each key the last
-- 200 stay. last_used_at follows, at most once a minute. Keys are locked in the order of their ids: several workers may
-- bring theirs at once.
create function agency.note_key_requests(p_requests jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    used record;
begin
    for used in
        select k.agency_id, k.id, jsonb_agg(to_jsonb(r) order by r.at_us) as requests,
               to_timestamp(max(r.at_us) / 1000000.0) as last_at
        from jsonb_to_recordset(p_requests) as r (prefix text, digest bytea, at_us bigint, request_id uuid, method text,
                                                  route text, status int, problem text)
        join public.api_keys k on k.prefix = r.prefix and k.digest = r.digest
        group by k.agency_id, k.id order by k.id
    loop
        perform 1 from public.api_keys k where k.agency_id = used.agency_id and k.id = used.id for no key update;
        insert into internal.key_requests (agency_id, key_id, at, request_id, method, route, status, problem)
        select used.agency_id, used.id, to_timestamp(r.at_us / 1000000.0), r.request_id, r.method, r.route, r.status, r.problem
        from jsonb_to_recordset(used.requests) as r (at_us bigint, request_id uuid, method text, route text, status int,
                                                     problem text);
        delete from internal.key_requests q
        where q.agency_id = used.agency_id and q.key_id = used.id and q.seq <= (
            select o.seq from internal.key_requests o where o.agency_id = used.agency_id and o.key_id = used.id
            order by o.seq desc offset 200 limit 1);
        update public.api_keys k set last_used_at = used.last_at
        where k.agency_id = used.agency_id and k.id = used.id
          and (k.last_used_at is null or k.last_used_at <= used.last_at - interval '1 minute');
    end loop;
end
$$;

-- Contract: the last requests of a key of the caller's agency, newest first, 200 at most. Raises SF404 when there is no such
-- key, SF403 unless the caller is an admin or an owner (or a platform admin).
create function agency.key_requests(p_key uuid)
returns table (at timestamptz, request_id uuid, method text, route text, status int, problem text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not coalesce(app.writes_all(), false) then
        perform app.fail('SF403', 'only an admin or an owner sees what keys asked for', '{"needs": "admin"}');
    elsif not exists (select from public.api_keys k where k.agency_id = app.agency_id() and k.id = p_key) then
        perform app.fail('SF404', 'no such key');
    end if;
    return query
    select q.at, q.request_id, q.method, q.route, q.status, q.problem
    from internal.key_requests q
    where q.agency_id = app.agency_id() and q.key_id = p_key
    order by q.seq desc limit 200;
end
$$;

grant execute on function agency.note_key_requests(jsonb), agency.key_requests(uuid) to stagefy_api;

reset role;

commit;
