-- SPDX-License-Identifier: Apache-2.0
select 1 / (count(*) = 3)::int from pg_trigger where tgname = 'entrances';
