-- SPDX-License-Identifier: Apache-2.0
begin;
drop view public.record_changes;
commit;
