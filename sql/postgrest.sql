-- SPDX-License-Identifier: Apache-2.0
-- Optional, by the operator: lets PostgREST's callers (roles anon and authenticated, as on Supabase) run what our columns,
-- constraints, policies, triggers and indexes call. It opens no row: tables are granted one by one afterwards, and then the
-- policies decide, by the claims of the caller's token and his membership. Run it again after each migration. Definer functions
-- stay closed.
--
--   psql -X -f sql/postgrest.sql "$DIRECT_URL"
--   grant select, insert, update on public.contacts to authenticated;
do $$
declare
    each regprocedure;
begin
    grant usage on schema app to anon, authenticated;
    for each in
        select p.oid::regprocedure from pg_proc p
        where not p.prosecdef and p.prorettype <> 'trigger'::regtype
          and (p.pronamespace = 'app'::regnamespace
               or exists (select from pg_depend d
                          where d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
                            and (d.classid = 'pg_constraint'::regclass
                                 or d.classid = 'pg_class'::regclass and exists (select from pg_index i where i.indexrelid = d.objid))))
    loop
        execute format('grant execute on function %s to anon, authenticated', each);
    end loop;
    -- who a caller is: it reads memberships for him, and takes no argument
    grant execute on function app.claims_agency_id(), app.claims_user_id(), app.claims_role(), app.claims_reads() to anon, authenticated;
end
$$;
