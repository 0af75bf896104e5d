// SPDX-License-Identifier: Apache-2.0
import type en from './first.en'

export default {
  'credits.title': 'Crédits',
  'credits.chip': '{count, plural, one {# crédit disponible} other {# crédits disponibles}}',
  'credits.chip-low':
    '{count, plural, =0 {0 crédit restant} one {Plus que # crédit} other {Plus que # crédits}}',
  'credits.unit': '{count, plural, one {crédit} other {crédits}}',
} satisfies Record<keyof typeof en, string>
