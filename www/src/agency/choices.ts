// SPDX-License-Identifier: Apache-2.0
// What the settings offer first. Values outside these lists stay as they are.

export const COUNTRIES = ['LU', 'BE', 'FR', 'DE', 'NL', 'CH', 'GB', 'IE', 'ES', 'PT', 'IT', 'ZA', 'CA', 'US']

export const CURRENCIES = ['EUR', 'GBP', 'CHF', 'USD', 'CAD', 'ZAR']

export const LOCALES = [
  'fr-LU',
  'en-GB',
  'fr-FR',
  'fr-BE',
  'fr-CH',
  'fr-CA',
  'en-IE',
  'en-ZA',
  'en-CA',
  'en-US',
]

export const TIME_ZONES: string[] =
  typeof Intl.supportedValuesOf === 'function'
    ? Intl.supportedValuesOf('timeZone')
    : ['Europe/Luxembourg', 'UTC']

/** Deep enough for white letters, far enough apart to tell two agencies by. */
export const COLOURS = ['#1f6f54', '#27507a', '#6b3f7c', '#9a3b2f', '#8a5a0c', '#3d4a3a', '#2b2f36']
