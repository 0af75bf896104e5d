-- SPDX-License-Identifier: Apache-2.0
select 1 / (select count(*) = 1 from internal.event_relay where place = 'deliveries')::int;
