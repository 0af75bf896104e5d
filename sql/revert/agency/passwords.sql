-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.give_password(text, text);
drop function agency.set_password(text, uuid, inet);
drop function agency.own_password(inet);
drop function agency.password_for(text, inet);
drop function agency.throttle_clear(text, inet);
drop function agency.throttle_check(text, inet);
drop function internal.count_attempt(text, text, int);
drop function internal.throttled_address(inet);
drop table internal.throttles;
drop table internal.passwords;
commit;
