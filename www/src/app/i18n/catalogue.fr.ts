// SPDX-License-Identifier: Apache-2.0
import agency from '#/agency/messages.fr'
import app from '#/app/messages.fr'
import billing from '#/billing/messages.fr'
import correspondence from '#/correspondence/messages.fr'
import docs from '#/docs/messages.fr'
import bulk from '#/estate/bulk/messages.fr'
import colleagues from '#/estate/colleagues/messages.fr'
import contacts from '#/estate/contacts/messages.fr'
import deals from '#/estate/deals/messages.fr'
import history from '#/estate/history/messages.fr'
import leads from '#/estate/leads/messages.fr'
import estate from '#/estate/messages.fr'
import share from '#/estate/share/messages.fr'
import tasks from '#/estate/tasks/messages.fr'
import timeline from '#/estate/timeline/messages.fr'
import today from '#/estate/today/messages.fr'
import visits from '#/estate/visits/messages.fr'
import events from '#/events/messages.fr'
import intake from '#/intake/messages.fr'
import jobs from '#/jobs/messages.fr'
import mail from '#/mail/messages.fr'
import media from '#/media/messages.fr'
import notify from '#/notify/messages.fr'
import platform from '#/platform/messages.fr'
import studio from '#/studio/messages.fr'

export default {
  ...app,
  ...agency,
  ...billing,
  ...correspondence,
  ...docs,
  ...estate,
  ...bulk,
  ...colleagues,
  ...contacts,
  ...deals,
  ...history,
  ...leads,
  ...share,
  ...tasks,
  ...timeline,
  ...today,
  ...visits,
  ...events,
  ...intake,
  ...jobs,
  ...mail,
  ...media,
  ...notify,
  ...platform,
  ...studio,
}
