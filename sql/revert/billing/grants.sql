-- SPDX-License-Identifier: Apache-2.0
begin;
drop trigger account on public.agencies;
set role stagefy_definer;
-- Contract: empties the sandbox of the caller's agency: every row of every tenant table but its members, with receipts,
-- uploads, history, mails and jobs. Keys stay good. Its files are noted, and go with the next `stagefy tidy`; uploads under way end now, and
-- go as others that were never committed. Does nothing where there is no sandbox. Raises SF403 unless the caller is an admin or
-- an owner.
create or replace function agency.reset_sandbox() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    twin uuid;
    remaining text[];
    stuck text[];
    tenant_table text;
begin
    if app.role() is null or app.role() not in ('admin', 'owner') then
        perform app.fail('SF403', 'only an admin or an owner empties the sandbox', '{"needs": "admin"}');
    end if;
    select a.id into twin from public.agencies a where a.sandbox_of = app.agency_id() for update;
    if twin is null then
        return;
    end if;
    -- first, so that whoever is at work waits for nothing of ours; one that is in the middle of a transaction finds nothing later
    delete from internal.jobs j where j.id in (select l.id from internal.jobs l where l.agency_id = twin for update skip locked);
    select array_agg(c.relname::text order by c.relname) into remaining
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'agency_id' and a.attnotnull
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'memberships';
    -- whichever order their foreign keys need: a round for each row of tables that nothing points into any more
    while remaining is not null loop
        stuck := null;
        foreach tenant_table in array remaining loop
            begin
                execute format('delete from public.%I where agency_id = $1', tenant_table) using twin;
            exception when foreign_key_violation then
                stuck := stuck || tenant_table;
            end;
        end loop;
        if cardinality(stuck) = cardinality(remaining) then
            raise exception 'the sandbox cannot be emptied: % point into each other', stuck;
        end if;
        remaining := stuck;
    end loop;
    update internal.uploads u set expires_at = least(u.expires_at, app.now()) where u.agency_id = twin;
    delete from internal.mails m where m.agency_id = twin;
    delete from internal.receipts r where r.agency_id = twin;
    delete from internal.changes c where c.agency_id = twin;
end
$$;

drop function billing.verify();
drop function billing.expire(int);
drop function billing.reset_account(uuid);
drop function billing.open_with_agency();
drop function billing.open_account(uuid);
drop function billing.opening_credits();
drop function billing.withdraw(uuid, int, text, text, jsonb, text);
drop function billing.grant(uuid, text, int, text, int, timestamptz, text, jsonb);
drop function internal.low_of(public.credit_accounts);
drop function internal.expire_due(uuid);
drop function internal.let_expire(public.credit_grants, int);
drop function internal.draw(uuid, int, text);
drop function internal.add_entry(public.credit_transactions, int);
drop function internal.lock_account(uuid);
reset role;
commit;
