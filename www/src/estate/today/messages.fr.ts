// SPDX-License-Identifier: Apache-2.0
export default {
  'today.morning': 'Bonjour {name}',
  'today.afternoon': 'Bon après-midi {name}',
  'today.evening': 'Bonsoir {name}',
  'today.sum':
    '{date}. {tasks, plural, =0 {Aucune tâche} one {# tâche} other {# tâches}}, {leads, plural, =0 {personne n’attend} one {une personne attend} other {# personnes attendent}}.',
  'today.all': 'Toutes',
  'today.leads': 'Nouvelles demandes',
  'today.all-leads': 'Toutes les demandes',
  'today.no-leads': 'Personne n’attend de réponse.',
  'today.visits': 'Visites',
  'today.calendar': 'Toutes les visites',
  'today.no-visits': 'Aucune visite aujourd’hui.',
  'today.tasks': 'Tâches',
  'today.all-tasks': 'Toutes les tâches',
  'today.no-tasks': 'Rien n’est à faire aujourd’hui.',
  'today.finished': 'Terminé',
  'today.finished-count': '{count, plural, one {# terminée} other {# terminées}}',
  'today.failed-count': '{count, plural, one {# échec} other {# échecs}}',
} as const
