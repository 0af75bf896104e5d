// SPDX-License-Identifier: Apache-2.0
import agency from '#/agency/first.fr'
import app from '#/app/first.fr'
import billing from '#/billing/first.fr'
import bulk from '#/estate/bulk/first.fr'
import estate from '#/estate/first.fr'
import jobs from '#/jobs/first.fr'
import media from '#/media/first.fr'
import notify from '#/notify/first.fr'

export default { ...app, ...agency, ...billing, ...bulk, ...estate, ...jobs, ...media, ...notify }
