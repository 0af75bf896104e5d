// SPDX-License-Identifier: Apache-2.0
// The places of the dashboard, in the order of the rail and the bottom bar. A new screen is a row here and a
// route in router.tsx.
import type { IconName } from '#/ui/icon'
import type { MessageKey } from './i18n/i18n'

export interface Place {
  to:
    | '/today'
    | '/leads'
    | '/properties'
    | '/studio'
    | '/contacts'
    | '/tasks'
    | '/calendar'
    | '/deals'
    | '/members'
    | '/agency'
  icon: IconName
  label: MessageKey
  /** Who sees it; everybody when absent. */
  for?: 'manage'
}

/** How many of them a phone's bar shows; the others are behind its last button. */
export const IN_BAR = 4

export const PLACES: Place[] = [
  { to: '/today', icon: 'today', label: 'rail.today' },
  { to: '/leads', icon: 'leads', label: 'rail.leads' },
  { to: '/properties', icon: 'home', label: 'rail.properties' },
  { to: '/studio', icon: 'studio', label: 'rail.studio' },
  { to: '/contacts', icon: 'person', label: 'rail.contacts' },
  { to: '/tasks', icon: 'tasks', label: 'rail.tasks' },
  { to: '/calendar', icon: 'calendar', label: 'rail.calendar' },
  { to: '/deals', icon: 'deals', label: 'rail.deals' },
  { to: '/members', icon: 'contacts', label: 'rail.members' },
  { to: '/agency', icon: 'gear', label: 'rail.agency', for: 'manage' },
]
