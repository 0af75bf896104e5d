-- SPDX-License-Identifier: Apache-2.0
begin;

-- An extension that was here before us, in another schema, stays.
do $$
begin
    if exists (select from pg_extension where extname = 'btree_gin' and extnamespace = 'internal'::regnamespace) then
        drop extension btree_gin;
    end if;
end
$$;

set role stagefy_definer;
alter default privileges grant execute on functions to public;
reset role;
alter default privileges grant execute on functions to public;

drop schema media;
drop schema estate;
drop schema agency;
drop schema internal;
drop schema app;

commit;
