// SPDX-License-Identifier: Apache-2.0
// Going to pay: the button stays busy until the page is left, or says why there is nowhere to go.
import { isStatus } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { type Checkout, useCheckout } from './plans'

export function usePay() {
  const { t } = useI18n()
  const checkout = useCheckout()
  const refusal = (error: unknown) =>
    isStatus(error, 503)
      ? t('plan.unavailable')
      : isStatus(error, 409)
        ? t('plan.refused')
        : t('failed.other.text')
  return {
    busy: checkout.isPending || checkout.isSuccess,
    go: (what: Checkout) =>
      checkout.mutate(what, { onError: (error) => toast(refusal(error), { bad: true }) }),
  }
}
