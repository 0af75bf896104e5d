-- SPDX-License-Identifier: Apache-2.0
begin;
drop table internal.event_relay;
commit;
