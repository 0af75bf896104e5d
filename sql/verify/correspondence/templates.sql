-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, author_id, name, language, subject, body, private, version, deleted_at from public.message_templates where false;
select 1 / (to_regprocedure('correspondence.fill(text, jsonb)') is not null
            and to_regprocedure('correspondence.variables(uuid, uuid, uuid, uuid, uuid, uuid)') is not null)::int;
