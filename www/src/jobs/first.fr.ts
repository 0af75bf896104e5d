// SPDX-License-Identifier: Apache-2.0
import type en from './first.en'

export default {
  'jobs.title': 'Traitements',
  'jobs.none': 'Rien n’est en cours.',
  'jobs.sign.running': '{count, plural, one {# tâche en cours} other {# tâches en cours}}',
  'jobs.sign.waiting': '{count, plural, one {# tâche en attente} other {# tâches en attente}}',
  'jobs.sign.failed': 'quelque chose a échoué',
  'jobs.sign.completed': 'tout est terminé',
  'jobs.sign.cancelled': 'annulé',
} satisfies Record<keyof typeof en, string>
