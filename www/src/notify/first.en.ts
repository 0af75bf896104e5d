// SPDX-License-Identifier: Apache-2.0
// What notifications themselves say comes from the server, in the reader's language.

export default {
  'notify.title': 'Notifications',
  'notify.bell': 'Notifications, {count, plural, =0 {none unread} one {# unread} other {# unread}}',
  'notify.all': 'Show all',
  'notify.choose': 'Choose what you hear of',
} as const
