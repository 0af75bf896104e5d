// SPDX-License-Identifier: Apache-2.0
export default {
  'credits.title': 'Credits',
  'credits.chip': '{count, plural, one {# credit} other {# credits}} to spend',
  'credits.chip-low': '{count, plural, =0 {0 credits left} one {# credit left} other {# credits left}}',
  'credits.unit': '{count, plural, one {credit} other {credits}}',
} as const
