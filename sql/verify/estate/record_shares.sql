-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, property_id, contact_id, deal_id, task_id, user_id, access, shared_by, shared_with, editors, version, deleted_at
from public.record_shares where false;
select 'record_shared'::public.notification_kind;
select 1 / (count(*) = 9)::int from pg_trigger where tgfoid = 'estate.share_as_record()'::regprocedure;
