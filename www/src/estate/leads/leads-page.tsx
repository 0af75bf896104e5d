// SPDX-License-Identifier: Apache-2.0
// Who asks for something: what is offered to one, what lies in the pool, what one has; and what was closed.
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import type { LeadRow } from '#/api/types'
import { type MessageKey, useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { ChoiceChip } from '#/ui/choice-chip'
import { Bone, Segments } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { BulkBar } from '../bulk/bulk-bar'
import { PickButton } from '../bulk/pick'
import { usePicking } from '../bulk/use-picking'
import { MemberChip } from '../records/chips'
import { Records } from '../records/records'
import records from '../records/records.module.css'
import { withRest } from '../views/form'
import { useViews } from '../views/use-views'
import { ViewTabs } from '../views/view-tabs'
import { cardsFilter, LEADS, type LeadSearch, SHOWS, toQuery } from './filters'
import { LeadCard } from './lead-card'
import { LeadDialog } from './lead-dialog'
import { LEAD_TABLE } from './lead-table'
import classes from './leads.module.css'
import { WAITING, waitingOf } from './left'
import { claimedQuery, closedQuery, waitingQuery } from './queries'
import { useSecond } from './use-second'

const route = getRouteApi('/inside/leads')

export function LeadsPage() {
  const { t } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const change = (next: LeadSearch, push?: boolean) =>
    void navigate({ search: next, replace: !push, resetScroll: false })
  const views = useViews(LEADS, search, change)
  const filter = useMemo(() => withRest(toQuery(search), views.rest), [search, views.rest])
  const fitting = useMemo(() => cardsFilter(filter), [filter])
  const table = search.view === 'table' || search.show === 'all' || search.show === 'new,offered'
  const show = (id: string | undefined) => change({ ...search, open: id }, id !== undefined)
  useTitle(t('rail.leads'))
  const chips = (
    <>
      <MemberChip value={search.who} onChange={(who) => change({ ...search, who })} />
      <ChoiceChip
        label={t('lead.which')}
        choices={SHOWS.map((value) => ({ value, label: t(`lead.show.${value}`) }))}
        value={(search.show ?? SHOWS[0]) as (typeof SHOWS)[number]}
        usual={SHOWS[0]}
        onChange={(value) => change({ ...search, show: value === SHOWS[0] ? undefined : value })}
      />
    </>
  )
  const cards = { fitting, chips, search, onChange: change }
  return (
    <div className={table ? undefined : classes.page}>
      <header className={classes.head}>
        <h1>{t('rail.leads')}</h1>
        <Segments<'cards' | 'table'>
          label={t('list.layout')}
          value={table ? 'table' : 'cards'}
          choices={[
            { value: 'cards', label: t('lead.cards'), icon: 'leads', iconOnly: true },
            { value: 'table', label: t('list.table'), icon: 'table', iconOnly: true },
          ]}
          onChange={(view) =>
            change({
              ...search,
              view: view === 'table' ? view : undefined,
              show: search.show === 'closed' ? search.show : undefined,
              pick: undefined,
            })
          }
        />
      </header>
      <ViewTabs
        dialect={LEADS}
        builtIn={[
          { name: t('lead.open'), search: {} },
          { name: t('lead.closed'), search: { show: 'closed' } },
        ]}
        views={views}
        search={search}
        onChange={change}
      />
      {table ? (
        <Records
          dialect={LEADS}
          spec={LEAD_TABLE}
          search={search}
          filter={filter}
          onChange={change}
          onOpen={({ id }) => show(id)}
          keys={!search.open}
          everything={{ view: 'table', show: 'all' }}
        >
          {chips}
        </Records>
      ) : search.show === 'closed' ? (
        <Closed {...cards} />
      ) : (
        <Open {...cards} />
      )}
      {search.open && <LeadDialog key={search.open} id={search.open} onClose={() => show(undefined)} />}
    </div>
  )
}

interface CardsProps {
  /** What is asked of every lead. */
  fitting: Record<string, string>
  chips: ReactNode
  search: LeadSearch
  onChange(search: LeadSearch, push?: boolean): void
}

/** Picking some of these cards: the button for it, what one does with them, and what the cards need. */
function useCards(rows: LeadRow[], { fitting, chips, search, onChange }: CardsProps) {
  const { write } = useRights()
  const picking = usePicking({
    rows,
    total: rows.length,
    list: JSON.stringify([fitting, search.show]),
    may: write,
    on: search.pick !== undefined,
    turn: (on, replace) => onChange({ ...search, pick: on ? '1' : undefined }, !replace),
  })
  useShortcuts({ esc: () => picking.active && picking.end() })
  return {
    area: picking.area,
    selection: picking.active ? picking.selection : undefined,
    tools: (
      <div className={records.tools}>
        <div className={records.chips}>{chips}</div>
        {write && rows.length > 0 && <PickButton picking={picking} />}
      </div>
    ),
    // picked one by one alone: the page is put together from several lists
    bar: picking.active && (
      <BulkBar table="leads" picking={picking} total={picking.selection.count} filter={fitting} />
    ),
  }
}

const WHY: Partial<Record<string, MessageKey>> = { offered: 'lead.offered-why', pool: 'lead.pool-why' }

function Open(props: CardsProps) {
  const { t } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const waiting = useQuery(waitingQuery(agency.id, props.fitting))
  const mine = useQuery(claimedQuery(agency.id, me.id, props.fitting))
  const cards = useCards([...(waiting.data ?? []), ...(mine.data ?? [])], props)
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
  return (
    <>
      {cards.tools}
      {!shown.length && <Empty icon="leads" title={t('lead.empty.title')} text={t('lead.empty.text')} />}
      <div {...cards.area}>
        {shown.map(({ name, leads }, at) => (
          <section key={name} className={classes.section}>
            <header>
              <h2>
                {t(`lead.section.${name}`)} <span className={classes.count}>{leads.length}</span>
              </h2>
              {WHY[name] && <p>{t(WHY[name])}</p>}
            </header>
            <ul>
              {leads.map((lead, i) => (
                <LeadCard
                  key={lead.id}
                  lead={lead}
                  now={now}
                  first={at === 0 && i === 0}
                  selection={cards.selection}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {cards.bar}
    </>
  )
}

function Closed(props: CardsProps) {
  const { t } = useI18n()
  const closed = useQuery(closedQuery(useAgency().id, props.fitting))
  const now = useSecond(false)
  const cards = useCards(closed.data ?? [], props)
  if (!closed.data) return <Pending of={[closed]} />
  if (!closed.data.length) return <Empty icon="leads" title={t('lead.empty-closed')} />
  return (
    <>
      {cards.tools}
      <ul className={classes.section} {...cards.area}>
        {closed.data.map((lead) => (
          <LeadCard key={lead.id} lead={lead} now={now} selection={cards.selection} />
        ))}
      </ul>
      {cards.bar}
    </>
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
