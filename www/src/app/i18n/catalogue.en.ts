// SPDX-License-Identifier: Apache-2.0
import agency from '#/agency/messages.en'
import app from '#/app/messages.en'
import billing from '#/billing/messages.en'
import correspondence from '#/correspondence/messages.en'
import docs from '#/docs/messages.en'
import bulk from '#/estate/bulk/messages.en'
import colleagues from '#/estate/colleagues/messages.en'
import contacts from '#/estate/contacts/messages.en'
import deals from '#/estate/deals/messages.en'
import history from '#/estate/history/messages.en'
import leads from '#/estate/leads/messages.en'
import estate from '#/estate/messages.en'
import share from '#/estate/share/messages.en'
import tasks from '#/estate/tasks/messages.en'
import timeline from '#/estate/timeline/messages.en'
import today from '#/estate/today/messages.en'
import visits from '#/estate/visits/messages.en'
import events from '#/events/messages.en'
import intake from '#/intake/messages.en'
import jobs from '#/jobs/messages.en'
import mail from '#/mail/messages.en'
import media from '#/media/messages.en'
import notify from '#/notify/messages.en'
import platform from '#/platform/messages.en'
import studio from '#/studio/messages.en'

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
