-- SPDX-License-Identifier: Apache-2.0
-- What a colleague lets another work on.
set role stagefy_definer;

insert into public.record_shares (id, agency_id, property_id, user_id, access, shared_by)
values (internal.demo_id('x', 1), internal.demo_id('a', 1), internal.demo_id('p', 3), internal.demo_id('u', 3), 'write', internal.demo_id('u', 4))
on conflict do nothing;

reset role;
