-- SPDX-License-Identifier: Apache-2.0
-- Mails that Maison Alzette has sent: one that arrived, one whose address does not exist.
set role stagefy_definer;

insert into internal.mails (id, agency_id, audience, template, language, to_address, from_name, subject, body, params, message_id, state,
                            attempts, answer_code, answer, sent_at, created_at)
select internal.demo_id('w', n), internal.demo_id('a', 1), 'managers', t.name, t.language, v.address, 'Maison Alzette',
       internal.mail_fill(t.subject, '{"agency": "Maison Alzette"}'), t.body,
       '{"agency": "Maison Alzette", "inviter": "Léa Hoffmann", "link": "/invitation"}',
       internal.demo_id('w', n) || '@stagefy.example', v.state, 1, v.code, v.answer, case v.state when 'sent' then now() - v.hours * interval '1 hour' end,
       now() - v.hours * interval '1 hour'
from (values
    (1, 'tom@maison-alzette.example', 'sent', 250, '2.0.0 queued', 30),
    (2, 'anouk.muler@maison-alzette.example', 'failed', 550, '5.1.1 no such user', 29),
    (3, 'anouk@maison-alzette.example', 'sent', 250, '2.0.0 queued', 28)
) v (n, address, state, code, answer, hours)
join internal.mail_templates t on t.name = 'invitation' and t.language = 'fr'
on conflict do nothing;

reset role;
