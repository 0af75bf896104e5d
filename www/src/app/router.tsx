// SPDX-License-Identifier: Apache-2.0
// Every address of the dashboard. A route's validateSearch says what its query may hold; the screen's code is
// fetched when somebody goes there, with the words that it needs (withWords) unless they come with the start.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { isSignedIn, sessionReady } from '#/agency/session/store'
import { validLedgerSearch } from '#/billing/filters'
import { validContactSearch } from '#/estate/contacts/filters'
import { validDealSearch } from '#/estate/deals/filters'
import { validListSearch } from '#/estate/filters'
import { validLeadSearch } from '#/estate/leads/filters'
import { validTaskSearch } from '#/estate/tasks/filters'
import { validVisitSearch } from '#/estate/visits/filters'
import { validPlatformSearch } from '#/platform/tabs'
import { validStudioSearch } from '#/studio/search'
import { Failed } from '#/ui/empty'
import { withWords } from './i18n/i18n'
import { NotFound, Pending } from './outcomes'
import { only, parseSearch, stringifySearch } from './search'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => only(search, 'next'),
  component: lazyRouteComponent(() => import('#/agency/sign-in-page'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/sign-up-page')),
    'SignUpPage',
  ),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/invitation-page')),
    'InvitationPage',
  ),
})

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/forgot-page')),
    'ForgotPage',
  ),
})

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/reset-page')),
    'ResetPage',
  ),
})

const confirm = createRoute({
  getParentRoute: () => root,
  path: '/confirm',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/confirm-page')),
    'ConfirmPage',
  ),
})

const shared = createRoute({
  getParentRoute: () => root,
  path: '/shared',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/share/shared-page')),
    'SharedPage',
  ),
})
const visit = createRoute({
  getParentRoute: () => root,
  path: '/visit',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/visits/answer-page')),
    'AnswerPage',
  ),
})

const docs = createRoute({
  getParentRoute: () => root,
  path: '/docs',
  validateSearch: (search) => only(search, 'operation', 'schema'),
  component: lazyRouteComponent(
    withWords(() => import('#/docs/docs-page')),
    'DocsPage',
  ),
})

/** What needs somebody signed in; the address asked for is kept for after sign-in. */
export const insideRoute = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    await sessionReady()
    if (isSignedIn()) return
    const next = location.href === '/' ? undefined : location.href
    throw redirect({ to: '/sign-in', search: { next }, replace: true })
  },
  component: lazyRouteComponent(() => import('./shell'), 'Shell'),
})

const home = createRoute({
  getParentRoute: () => insideRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/today', replace: true })
  },
})

const today = createRoute({
  getParentRoute: () => insideRoute,
  path: '/today',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/today/today-page')),
    'TodayPage',
  ),
})

export const leadsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/leads',
  validateSearch: validLeadSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/estate/leads/leads-page')),
    'LeadsPage',
  ),
})

export const propertiesRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/properties',
  validateSearch: validListSearch,
  component: lazyRouteComponent(() => import('#/estate/list-page'), 'ListPage'),
})

const studio = createRoute({
  getParentRoute: () => insideRoute,
  path: '/studio',
  validateSearch: validStudioSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/studio/studio-page')),
    'StudioPage',
  ),
})

const studioTemplates = createRoute({
  getParentRoute: () => insideRoute,
  path: '/studio/templates',
  validateSearch: (search) => only(search, 'open', 'property', 'photos'),
  component: lazyRouteComponent(
    withWords(() => import('#/studio/templates-page')),
    'StudioTemplatesPage',
  ),
})

const newProperty = createRoute({
  getParentRoute: () => insideRoute,
  path: '/properties/new',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/form-page')),
    'NewPropertyPage',
  ),
})

export const propertyRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/properties/$id',
  validateSearch: (search) => only(search, 'tab', 'photo', 'text'),
  component: lazyRouteComponent(
    withWords(() => import('#/estate/property-page')),
    'PropertyPage',
  ),
})

const editProperty = createRoute({
  getParentRoute: () => insideRoute,
  path: '/properties/$id/edit',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/form-page')),
    'EditPropertyPage',
  ),
})

export const contactsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/contacts',
  validateSearch: validContactSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/estate/contacts/list-page')),
    'ContactsPage',
  ),
})

const newContact = createRoute({
  getParentRoute: () => insideRoute,
  path: '/contacts/new',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/contacts/form-page')),
    'NewContactPage',
  ),
})

const duplicates = createRoute({
  getParentRoute: () => insideRoute,
  path: '/contacts/duplicates',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/contacts/duplicates-page')),
    'DuplicatesPage',
  ),
})

const importContacts = createRoute({
  getParentRoute: () => insideRoute,
  path: '/contacts/import',
  validateSearch: (search) => only(search, 'id'),
  component: lazyRouteComponent(
    withWords(() => import('#/intake/import-page')),
    'ContactsImportPage',
  ),
})

const importProperties = createRoute({
  getParentRoute: () => insideRoute,
  path: '/properties/import',
  validateSearch: (search) => only(search, 'id'),
  component: lazyRouteComponent(
    withWords(() => import('#/intake/import-page')),
    'PropertiesImportPage',
  ),
})

export const contactRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/contacts/$id',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/contacts/contact-page')),
    'ContactPage',
  ),
})

const editContact = createRoute({
  getParentRoute: () => insideRoute,
  path: '/contacts/$id/edit',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/contacts/form-page')),
    'EditContactPage',
  ),
})

export const tasksRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/tasks',
  validateSearch: validTaskSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/estate/tasks/tasks-page')),
    'TasksPage',
  ),
})

const calendar = createRoute({
  getParentRoute: () => insideRoute,
  path: '/calendar',
  validateSearch: validVisitSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/estate/visits/calendar-page')),
    'CalendarPage',
  ),
})

export const dealsRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/deals',
  validateSearch: validDealSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/estate/deals/board-page')),
    'BoardPage',
  ),
})

export const dealRoute = createRoute({
  getParentRoute: () => insideRoute,
  path: '/deals/$id',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/deals/deal-page')),
    'DealPage',
  ),
})

const members = createRoute({
  getParentRoute: () => insideRoute,
  path: '/members',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/members-page')),
    'MembersPage',
  ),
})

const agency = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/settings-page')),
    'SettingsPage',
  ),
})

const keys = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/keys',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/keys-page')),
    'KeysPage',
  ),
})

const credits = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/credits',
  validateSearch: validLedgerSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/billing/credits-page')),
    'CreditsPage',
  ),
})

const plan = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/plan',
  component: lazyRouteComponent(
    withWords(() => import('#/billing/plan-page')),
    'PlanPage',
  ),
})

/** Where PayFast sends people back to. */
const paid = createRoute({
  getParentRoute: () => insideRoute,
  path: '/billing/return',
  validateSearch: (search) => only(search, 'payment'),
  component: lazyRouteComponent(
    withWords(() => import('#/billing/paid-page')),
    'PaidPage',
  ),
})

const notPaid = createRoute({
  getParentRoute: () => insideRoute,
  path: '/billing/cancelled',
  validateSearch: (search) => only(search, 'payment'),
  component: lazyRouteComponent(
    withWords(() => import('#/billing/paid-page')),
    'CancelledPage',
  ),
})

const webhooks = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/webhooks',
  component: lazyRouteComponent(
    withWords(() => import('#/events/webhooks-page')),
    'WebhooksPage',
  ),
})

const leadRules = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/leads',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/leads/rules-page')),
    'RulesPage',
  ),
})

const stages = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/stages',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/deals/stages-page')),
    'StagesPage',
  ),
})

const mails = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/mails',
  component: lazyRouteComponent(
    withWords(() => import('#/mail/mails-page')),
    'MailsPage',
  ),
})

const templates = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/templates',
  component: lazyRouteComponent(
    withWords(() => import('#/correspondence/templates-page')),
    'TemplatesPage',
  ),
})

const queue = createRoute({
  getParentRoute: () => insideRoute,
  path: '/agency/jobs',
  component: lazyRouteComponent(
    withWords(() => import('#/jobs/queue-page')),
    'QueuePage',
  ),
})

const bulk = createRoute({
  getParentRoute: () => insideRoute,
  path: '/bulk',
  component: lazyRouteComponent(
    withWords(() => import('#/estate/bulk/bulk-page')),
    'BulkPage',
  ),
})

const notifications = createRoute({
  getParentRoute: () => insideRoute,
  path: '/notifications',
  component: lazyRouteComponent(
    withWords(() => import('#/notify/notifications-page')),
    'NotificationsPage',
  ),
})

/** For platform admins, who need be in no agency. */
const platform = createRoute({
  getParentRoute: () => insideRoute,
  path: '/platform',
  validateSearch: validPlatformSearch,
  component: lazyRouteComponent(
    withWords(() => import('#/platform/platform-page')),
    'PlatformPage',
  ),
})

const profile = createRoute({
  getParentRoute: () => insideRoute,
  path: '/profile',
  component: lazyRouteComponent(
    withWords(() => import('#/agency/profile-page')),
    'ProfilePage',
  ),
})

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    signUp,
    invitation,
    forgot,
    reset,
    confirm,
    shared,
    visit,
    docs,
    insideRoute.addChildren([
      home,
      today,
      leadsRoute,
      propertiesRoute,
      studio,
      studioTemplates,
      newProperty,
      propertyRoute,
      editProperty,
      contactsRoute,
      newContact,
      duplicates,
      importContacts,
      importProperties,
      contactRoute,
      editContact,
      tasksRoute,
      calendar,
      dealsRoute,
      dealRoute,
      members,
      agency,
      leadRules,
      stages,
      plan,
      paid,
      notPaid,
      credits,
      keys,
      mails,
      templates,
      webhooks,
      queue,
      bulk,
      notifications,
      platform,
      profile,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: Pending,
  defaultPendingMs: 300,
  defaultErrorComponent: ({ error, reset }) => <Failed whole error={error} retry={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
