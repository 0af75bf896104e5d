-- SPDX-License-Identifier: Apache-2.0
select 1 / (has_function_privilege('stagefy_api', 'billing.begin_checkout(uuid, uuid, text)', 'execute')
            and not has_any_column_privilege('stagefy_api', 'public.payments', 'insert')
            and not has_any_column_privilege('stagefy_api', 'public.payments', 'update'))::int;
select 'payment_success'::public.notification_kind, 'payment_failed'::public.notification_kind, 'subscription_renewal'::public.notification_kind;
