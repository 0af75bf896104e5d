-- SPDX-License-Identifier: Apache-2.0
-- What people see of the jobs they asked for: which record each is about; and found without reading what others asked for.
begin;

set role stagefy_definer;
-- What nobody asked for (schedules, webhooks), most of all jobs, is not in it.
create index jobs_own on internal.jobs (agency_id, enqueued_by, created_at desc, id desc) where enqueued_by is not null;
reset role;

-- about_table and about_id name the record by the payload's member for it; property_id the property that it belongs to.
create or replace view public.jobs with (security_invoker = true) as
    select j.id, j.agency_id, j.kind, j.status, j.priority, j.progress, j.step, j.result, j.error, j.attempts, j.max_attempts,
           j.cancel_asked, j.correlation_id, j.enqueued_by, j.run_at, j.created_at, j.started_at, j.ended_at,
           case when j.payload ? 'media_id' then 'media_items' when j.payload ? 'mail_id' then 'mails'
                when j.payload ? 'delivery_id' then 'webhook_deliveries' end as about_table,
           coalesce(j.payload ->> 'media_id', j.payload ->> 'mail_id', j.payload ->> 'delivery_id')::uuid as about_id,
           (select m.property_id from public.media_items m
            where m.agency_id = j.agency_id and m.id = (j.payload ->> 'media_id')::uuid) as property_id
    from internal.jobs j;

commit;
