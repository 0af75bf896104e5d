-- SPDX-License-Identifier: Apache-2.0
select 1 / (to_regprocedure('internal.clerk_take_attempt(text, jsonb, timestamptz)') is not null)::int;
