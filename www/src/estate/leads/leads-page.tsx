// SPDX-License-Identifier: Apache-2.0
// Who asks for something: what is offered to one, what lies in the pool, what one has; and what was closed.
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useAgency, useMe } from '#/agency/me'
import type { LeadRow } from '#/api/types'
import { type MessageKey, useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { Bone, Segments } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { LeadCard } from './lead-card'
import classes from './leads.module.css'
import { WAITING, waitingOf } from './left'
import { claimedQuery, closedQuery, waitingQuery } from './queries'
import { useSecond } from './use-second'

const route = getRouteApi('/inside/leads')

export function LeadsPage() {
  const { t } = useI18n()
  const { show } = route.useSearch()
  const navigate = route.useNavigate()
  useTitle(t('rail.leads'))
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{t('rail.leads')}</h1>
        <Segments<'open' | 'closed'>
          label={t('lead.which')}
          value={show === 'closed' ? 'closed' : 'open'}
          choices={[
            { value: 'open', label: t('lead.open') },
            { value: 'closed', label: t('lead.closed') },
          ]}
          onChange={(value) =>
            void navigate({ search: { show: value === 'closed' ? value : undefined }, replace: true })
          }
        />
      </header>
      {show === 'closed' ? <Closed /> : <Open />}
    </div>
  )
}

const WHY: Partial<Record<string, MessageKey>> = { offered: 'lead.offered-why', pool: 'lead.pool-why' }

function Open() {
  const { t } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const waiting = useQuery(waitingQuery(agency.id))
  const mine = useQuery(claimedQuery(agency.id, me.id))
  const now = useSecond(Boolean(waiting.data?.some((lead) => lead.status === 'offered')))
  useShortcuts({ j: () => step(1), k: () => step(-1) })
  if (!waiting.data || !mine.data) return <Pending of={[waiting, mine]} />
  const parts = WAITING.map((name) => ({
    name: name as (typeof WAITING)[number] | 'mine',
    leads: waiting.data.filter((lead) => waitingOf(lead, me.id, now) === name),
  }))
  // whose own come before those of others
  parts.splice(2, 0, { name: 'mine', leads: mine.data })
  const shown = parts.filter(({ leads }) => leads.length > 0)
  if (!shown.length) return <Empty icon="leads" title={t('lead.empty.title')} text={t('lead.empty.text')} />
  return shown.map(({ name, leads }, at) => (
    <section key={name} className={classes.section}>
      <header>
        <h2>
          {t(`lead.section.${name}`)} <span className={classes.count}>{leads.length}</span>
        </h2>
        {WHY[name] && <p>{t(WHY[name])}</p>}
      </header>
      <ul>
        {leads.map((lead, i) => (
          <LeadCard key={lead.id} lead={lead} now={now} first={at === 0 && i === 0} />
        ))}
      </ul>
    </section>
  ))
}

function Closed() {
  const { t } = useI18n()
  const closed = useQuery(closedQuery(useAgency().id))
  const now = useSecond(false)
  if (!closed.data) return <Pending of={[closed]} />
  if (!closed.data.length) return <Empty icon="leads" title={t('lead.empty-closed')} />
  return (
    <ul className={classes.section}>
      {closed.data.map((lead) => (
        <LeadCard key={lead.id} lead={lead} now={now} />
      ))}
    </ul>
  )
}

/** To the claim button of the next or the previous lead. */
function step(by: 1 | -1) {
  const all = [...document.querySelectorAll<HTMLElement>('[data-lead]')]
  const at = all.indexOf(document.activeElement as HTMLElement)
  all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]?.focus()
}

function Pending({ of }: { of: UseQueryResult<LeadRow[]>[] }) {
  const failed = of.find(({ error, data }) => error && !data)
  if (failed) return <Failed error={failed.error} retry={() => of.forEach((one) => void one.refetch())} />
  return (
    <ul className={classes.section} aria-busy="true">
      {[1, 2, 3].map((n) => (
        <li key={n} className={classes.lead}>
          <Bone width={44} height={44} />
          <Bone width="60%" height={64} />
        </li>
      ))}
    </ul>
  )
}
