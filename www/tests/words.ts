// SPDX-License-Identifier: Apache-2.0
// All words of each language, as they are once everything has been fetched.
import restEn from '#/app/i18n/catalogue.en'
import restFr from '#/app/i18n/catalogue.fr'
import firstEn from '#/app/i18n/first.en'
import firstFr from '#/app/i18n/first.fr'

export const en = { ...firstEn, ...restEn }
export const fr = { ...firstFr, ...restFr }
