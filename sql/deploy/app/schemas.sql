-- SPDX-License-Identifier: Apache-2.0
-- Schemas, and what nobody gets by default. Product tables live in public; helpers in app; functions that act with more
-- rights than their caller in one schema per domain; what no client may ever see in internal.
begin;

create schema app;
create schema internal;
create schema agency;
create schema estate;
create schema media;

grant usage on schema app, agency, estate, media to stagefy_definer, stagefy_api, stagefy_jobs, stagefy_read;
grant usage on schema internal to stagefy_definer;
-- Functions are created by the role that owns them: definer makes its own.
grant create on schema app, internal, agency, estate, media to stagefy_definer;

alter default privileges revoke execute on functions from public;
set role stagefy_definer;
alter default privileges revoke execute on functions from public;
reset role;

-- GIN over (agency_id, …): a search reads one agency's postings, not everybody's.
create extension if not exists btree_gin with schema internal;

commit;
