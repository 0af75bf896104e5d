-- SPDX-License-Identifier: Apache-2.0
-- What some of these people were told of in the last days.
set role stagefy_definer;

insert into public.notifications (id, agency_id, user_id, kind, params, subject_type, subject_id, group_key, in_app, by_mail, happened_at, created_at, read_at)
select internal.demo_id('n', n), internal.demo_id('a', agency), internal.demo_id('u', person), kind, params::jsonb, subject, about, 'demo ' || n, true, false,
       now() - hours * interval '1 hour', now() - hours * interval '1 hour', case when was_read then now() - (hours - 1) * interval '1 hour' end
from (values
    (1, 1, 1, 'invitation_accepted', '{"email": "tom@maison-alzette.example", "role": "agent"}', 'memberships', internal.demo_id('m', 4), 29, true),
    (2, 1, 1, 'job_failed', '{"job": "mail.send"}', 'mails', internal.demo_id('w', 2), 28, false),
    (3, 1, 1, 'invitation_accepted', '{"email": "anouk@maison-alzette.example", "role": "viewer"}', 'memberships', internal.demo_id('m', 5), 3, false),
    (4, 1, 2, 'role_changed', '{"role": "admin"}', 'memberships', internal.demo_id('m', 2), 50, false),
    (5, 2, 6, 'invitation_accepted', '{"email": "thandi@table-and-tide.example", "role": "agent"}', 'memberships', internal.demo_id('m', 8), 20, false)
) v (n, agency, person, kind, params, subject, about, hours, was_read)
on conflict do nothing;

reset role;
