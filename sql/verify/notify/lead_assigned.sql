-- SPDX-License-Identifier: Apache-2.0
select 'lead_assigned'::public.notification_kind;
