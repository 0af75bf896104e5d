// SPDX-License-Identifier: Apache-2.0
import agency from '#/agency/first.en'
import app from '#/app/first.en'
import billing from '#/billing/first.en'
import bulk from '#/estate/bulk/first.en'
import estate from '#/estate/first.en'
import jobs from '#/jobs/first.en'
import media from '#/media/first.en'
import notify from '#/notify/first.en'

export default { ...app, ...agency, ...billing, ...bulk, ...estate, ...jobs, ...media, ...notify }
