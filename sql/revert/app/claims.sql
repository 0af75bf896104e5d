-- SPDX-License-Identifier: Apache-2.0
begin;
drop function app.claims_reads();
drop function app.claims_role();
drop function app.claims_user_id();
drop function app.claims_agency_id();
drop function app.claims();
commit;
