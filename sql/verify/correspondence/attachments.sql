-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 1)::int from pg_trigger where tgname = 'attachments' and tgrelid = 'public.messages'::regclass;
select 'internal.keep_attachments(public.conversations, jsonb)'::regprocedure;
