// SPDX-License-Identifier: Apache-2.0
export default {
  'today.morning': 'Good morning, {name}',
  'today.afternoon': 'Good afternoon, {name}',
  'today.evening': 'Good evening, {name}',
  'today.sum':
    '{date}. {tasks, plural, =0 {No task} one {# task} other {# tasks}}, {leads, plural, =0 {nobody waiting} one {one person waiting} other {# people waiting}}.',
  'today.all': 'All',
  'today.leads': 'New leads',
  'today.all-leads': 'All leads',
  'today.no-leads': 'Nobody is waiting for an answer.',
  'today.visits': 'Visits',
  'today.calendar': 'All visits',
  'today.no-visits': 'No visit today.',
  'today.tasks': 'Tasks',
  'today.all-tasks': 'All tasks',
  'today.no-tasks': 'Nothing is due today.',
  'today.finished': 'Finished',
  'today.finished-count': '{count, plural, one {# done} other {# done}}',
  'today.failed-count': '{count, plural, one {# failed} other {# failed}}',
} as const
