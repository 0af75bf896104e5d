-- SPDX-License-Identifier: Apache-2.0
begin;
drop function agency.tidy();
commit;
