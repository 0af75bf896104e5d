-- SPDX-License-Identifier: Apache-2.0
-- Time zones that there are.
begin;

-- Before insert, and update of time_zone. Raises SF422 /time_zone, as the worker does for what has not even the form. Only
-- names of the list: Postgres itself would also calculate with 'Mars/Base+3' (POSIX) and with any case of letters, and then
-- no browser could show a time. A trigger and no constraint, since the list may change with the server: rows that are there
-- are not judged again, not even when a dump is read by a server whose list is another.
create function agency.check_time_zone() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    -- the list is read from 1,200 files, 17 ms, so not for a name that was accepted before, nor for the default
    if new.time_zone = 'Europe/Luxembourg' or tg_op = 'UPDATE' and new.time_zone = old.time_zone then
        return new;
    end if;
    if not exists (select from pg_timezone_names z where z.name = new.time_zone and z.name !~ '^(posix|right)/') then
        perform app.fail('SF422', 'must be a time zone such as Europe/Luxembourg',
                         '{"pointer": "/time_zone", "code": "format", "params": {"format": "time_zone"}}');
    end if;
    return new;
end
$$;

-- Photos of such an agency were already dated as if it were in UTC. Most databases have no such row.
set role stagefy_definer;
update public.agencies a set time_zone = 'UTC'
where not exists (select from pg_timezone_names z where z.name = a.time_zone and z.name !~ '^(posix|right)/');
reset role;

create trigger check_time_zone before insert or update of time_zone on public.agencies
    for each row execute function agency.check_time_zone();

commit;
