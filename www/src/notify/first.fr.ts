// SPDX-License-Identifier: Apache-2.0
import type en from './first.en'

export default {
  'notify.title': 'Notifications',
  'notify.bell': 'Notifications, {count, plural, =0 {aucune non lue} one {# non lue} other {# non lues}}',
  'notify.all': 'Tout voir',
  'notify.choose': 'Choisir ce qui vous est signalé',
} as const satisfies Record<keyof typeof en, string>
