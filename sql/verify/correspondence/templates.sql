-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, author_id, name, language, subject, body, private, version, deleted_at from public.message_templates where false;
select 1 / (correspondence.fill('{{a}} {{b}}', '{"a": "x"}') = ('x {{b}}', '{}', '{b}'))::int
where has_function_privilege('correspondence.fill(text, jsonb)', 'execute');
