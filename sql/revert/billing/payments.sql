-- SPDX-License-Identifier: Apache-2.0
begin;
set role stagefy_definer;
drop function billing.give_up_payment(uuid);
drop function billing.begin_checkout(uuid, uuid, text);
drop function internal.live_subscription();
drop function internal.check_payer();
reset role;
drop table internal.payfast_subscriptions;
drop table internal.payfast_payments;
drop table public.payments;
drop domain public.payment_state;
drop domain public.payment_kind;
call internal.drop_notification_kinds('payment_success', 'payment_failed', 'subscription_renewal');
commit;
