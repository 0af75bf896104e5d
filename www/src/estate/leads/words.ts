// SPDX-License-Identifier: Apache-2.0
// What is known of a lead, in words.
import { useAgency } from '#/agency/me'
import type { Lead } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'

/** Where it came from: what our own ways are called, else what was sent. */
export function useSource() {
  const { t } = useI18n()
  return ({ source }: Lead) => (source === 'api' || source === 'share' ? t(`lead.source.${source}`) : source)
}

export function useWishes() {
  const { t, fmt } = useI18n()
  const { currency } = useAgency()
  return (lead: Lead): string[] =>
    [
      lead.wants_visit && t('lead.wants.visit'),
      lead.wanted_transaction && t(`lead.wants.${lead.wanted_transaction}`),
      lead.wanted_area,
      lead.wanted_price != null &&
        t('lead.up-to', { price: fmt.shortMoney(lead.wanted_price, currency ?? 'EUR') }),
    ].filter((wish) => typeof wish === 'string')
}
