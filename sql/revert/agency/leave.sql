-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.leave(uuid, uuid);
drop function agency.hand_over(uuid, uuid, uuid);
commit;
