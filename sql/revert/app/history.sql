-- SPDX-License-Identifier: Apache-2.0
begin;
drop view public.events;
drop view public.admin_audit_log;
drop view public.audit_log;
commit;
