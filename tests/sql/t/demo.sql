-- SPDX-License-Identifier: Apache-2.0
-- The demo data loads, and loads again without doing anything.
begin;
set local search_path = public, t;
select start(18);
\ir ../../../sql/demo/00-ids.sql
\ir ../../../sql/demo/10-agencies.sql
\ir ../../../sql/demo/20-contacts.sql
\ir ../../../sql/demo/30-properties.sql
\ir ../../../sql/demo/50-notifications.sql
\ir ../../../sql/demo/50-tasks.sql
\ir ../../../sql/demo/60-deals.sql
\ir ../../../sql/demo/60-prices.sql
\ir ../../../sql/demo/70-activities.sql
\ir ../../../sql/demo/70-leads.sql
\ir ../../../sql/demo/70-visits.sql
\ir ../../../sql/demo/80-imports.sql
\ir ../../../sql/demo/80-messages.sql
\ir ../../../sql/demo/80-saved-views.sql
\ir ../../../sql/demo/85-record-shares.sql
\ir ../../../sql/demo/90-ids.sql
select is((select count(*) from agencies), 2::bigint, 'two agencies');
select is((select array_agg(distinct role::text order by role::text) from memberships), array['admin', 'agent', 'owner', 'viewer'], 'people of every role');
select is((select count(*) from (select user_id from memberships group by user_id having count(*) > 1) m), 1::bigint, 'one of them in both');
select is((select count(*) from users where role = 'admin'), 1::bigint, 'a platform admin');
select is((select count(*) from contacts), 30::bigint, 'thirty contacts');
select is((select count(*) from properties where title ? 'en' and title ? 'fr' and description ? 'en' and description ? 'fr'), 40::bigint, 'forty properties in two languages');
select is((select cardinality(array_agg(distinct status::text)) from properties), 5, 'in every state');
select is((select array_agg(distinct currency::text order by currency::text) from properties), array['EUR', 'ZAR'], 'in their agencies'' currencies');
select is((select count(*) from notifications where read_at is null), 5::bigint, 'something that nobody has read');
select is((select count(*) from tasks where status = 'open' and due_at < now()) > 0 and (select count(*) from tasks where status = 'done') > 0
    and (select count(*) from tasks where repeats is not null) > 0, true, 'tasks that are late, done, and come again');
select is((select array_agg(distinct status::text order by status::text) from deals) || (select count(distinct stage_id)::text from deals), array['lost', 'open', 'won', '8'], 'deals in every stage of both, won and lost');
select is((select array_agg(distinct kind::text order by kind::text) from activities), array['call', 'deal', 'mail', 'meeting', 'note', 'price', 'status', 'task', 'visit'], 'timelines with something of each kind');
select is((select array_agg(distinct status::text order by status::text) from visits), array['cancelled', 'confirmed', 'done', 'no_show', 'requested'], 'visits in every status');
select is((select count(*) from messages where direction = 'in') > 0 and (select count(*) from conversations where unanswered) > 0 and (select count(*) from message_templates where private) > 0,
    true, 'mail that waits for an answer, and texts to write with');
select is((select array_agg(distinct list::text order by list::text) from saved_views), array['contacts', 'deals', 'leads', 'properties', 'tasks', 'visits'], 'views of every list');
select is((select array_agg(distinct status::text order by status::text) from imports), array['completed', 'mapping'], 'a file that was imported, and one that waits');
select is((select array_agg(cardinality(p.editors)) from properties p where p.shared_with is not null), array[1], 'a listing that two work on');
create temp table before as select last_value from internal.changes_seq;
\ir ../../../sql/demo/00-ids.sql
\ir ../../../sql/demo/10-agencies.sql
\ir ../../../sql/demo/20-contacts.sql
\ir ../../../sql/demo/30-properties.sql
\ir ../../../sql/demo/50-notifications.sql
\ir ../../../sql/demo/50-tasks.sql
\ir ../../../sql/demo/60-deals.sql
\ir ../../../sql/demo/60-prices.sql
\ir ../../../sql/demo/70-activities.sql
\ir ../../../sql/demo/70-leads.sql
\ir ../../../sql/demo/70-visits.sql
\ir ../../../sql/demo/80-imports.sql
\ir ../../../sql/demo/80-messages.sql
\ir ../../../sql/demo/80-saved-views.sql
\ir ../../../sql/demo/85-record-shares.sql
\ir ../../../sql/demo/90-ids.sql
select is((select last_value from internal.changes_seq), (select last_value from before), 'loading again changes nothing');
select * from finish();
rollback;
