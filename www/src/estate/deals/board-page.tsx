// SPDX-License-Identifier: Apache-2.0
// The deals of the agency, or one's own: the board of those that are open, and what became of the others.
import { useMediaQuery } from '@mantine/hooks'
import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import type { DealRow, DealStage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { ChoiceChip } from '#/ui/choice-chip'
import { Bone, Button, controls, Kbd, Segments, Spoken } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { inLanguage } from '../labels'
import { MemberChip } from '../records/chips'
import { Records } from '../records/records'
import records from '../records/records.module.css'
import { withRest } from '../views/form'
import { useViews } from '../views/use-views'
import { ViewTabs } from '../views/view-tabs'
import { totalsOf } from './board'
import { BoardView } from './board-view'
import { Card } from './card'
import { DealForm } from './deal-form'
import { DEAL_TABLE } from './deal-table'
import classes from './deals.module.css'
import { boardFilter, DEALS, type DealSearch, SHOWS, toQuery } from './filters'
import { LostDialog } from './lost-dialog'
import { closedQuery, SHOWN, stageQuery, stagesQuery, totalsQuery } from './queries'
import { useDealActions } from './use-close'

const route = getRouteApi('/inside/deals')
const PHONE = '(max-width: 720px)'

export function BoardPage() {
  const { t, fmt, language } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const me = useMe()
  const agency = useAgency()
  const { write } = useRights()
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
  const [adding, setAdding] = useState(false)
  const [losing, setLosing] = useState<DealRow>()
  const actions = useDealActions()
  const change = (next: DealSearch, push?: boolean) =>
    void navigate({ search: next, replace: !push, resetScroll: false })
  const views = useViews(DEALS, search, change)
  const filter = useMemo(() => withRest(toQuery(search), views.rest), [search, views.rest])
  const table = search.view === 'table'
  const ended = search.show !== undefined && search.show !== 'all'
  useTitle(t('rail.deals'))

  const stages = useQuery(stagesQuery(agency.id))
  const onBoard = boardFilter(filter)
  const wanted = search.in?.split(',')
  const columnsOf = stages.data?.filter(({ id }) => !wanted || wanted.includes(id)) ?? []
  // the sums of all, unless more is asked than whose they are
  const summed = Object.keys(onBoard).every((name) => name === 'owner_id')
  const owner = onBoard.owner_id === 'me' ? me.id : onBoard.owner_id
  const sumsQuery = useQuery({ ...totalsQuery(agency.id, owner), enabled: summed && !table })
  const board = useQueries({
    queries: columnsOf.map(({ id }) => ({
      ...stageQuery(agency.id, id, onBoard),
      enabled: !table && !ended,
    })),
    combine: (all) => ({
      columns: all.map(({ data }, at) => ({ id: columnsOf[at]?.id ?? '', deals: data?.data ?? [] })),
      pending: all.some(({ data }) => !data),
      error: all.find(({ error }) => error)?.error,
      retry: () => all.forEach(({ refetch }) => void refetch()),
    }),
  })
  const totals = (summed ? sumsQuery.data : totalsOf(board.columns, columnsOf))?.filter(
    ({ stage_id }) => !wanted || wanted.includes(stage_id),
  )
  const count = totals?.reduce((sum, { deals }) => sum + deals, 0)
  const only = phone ? (columnsOf.find(({ id }) => id === search.stage) ?? columnsOf[0])?.id : undefined

  useShortcuts({ c: () => write && setAdding(true) }, !adding && !losing)

  /** What a stage, or all of them, comes to, in each currency. */
  function sums(stage: string | undefined, what: 'amount' | 'weighted'): string {
    const by = new Map<string, number>()
    for (const total of totals ?? [])
      if (!stage || total.stage_id === stage)
        by.set(total.currency, (by.get(total.currency) ?? 0) + total[what])
    return [...by].map(([currency, amount]) => fmt.money(Math.round(amount), currency)).join(' + ')
  }

  function head(stage: DealStage) {
    const own = totals?.filter(({ stage_id }) => stage_id === stage.id) ?? []
    const deals = own.reduce((sum, total) => sum + total.deals, 0)
    return (
      <header className={classes.stage}>
        <h2>
          {inLanguage(stage.name, language)} <span className={classes.count}>{fmt.number(deals)}</span>
        </h2>
        <p>
          {deals > 0 && sums(stage.id, 'amount')}
          {deals > 0 && (
            <span>
              {t('deal.likely', {
                amount: sums(stage.id, 'weighted'),
                percent: fmt.percent((stage.probability ?? 0) / 100),
              })}
            </span>
          )}
        </p>
        {deals > SHOWN && <p>{t('deal.more', { count: SHOWN })}</p>}
      </header>
    )
  }

  const chips = (
    <>
      <MemberChip value={search.who} onChange={(who) => change({ ...search, who })} />
      <ChoiceChip
        label={t('deal.which')}
        choices={SHOWS.map((value) => ({ value, label: t(`deal.show.${value}`) }))}
        value={(search.show ?? 'open') as (typeof SHOWS)[number]}
        usual="open"
        onChange={(show) => change({ ...search, show: show === 'open' ? undefined : show })}
      />
      {(table || !phone) && (
        <ChoiceChip
          label={t('deal.column.stage')}
          every={t('deal.every-stage')}
          choices={(stages.data ?? []).map(({ id, name }) => ({
            value: id,
            label: inLanguage(name, language) ?? '',
          }))}
          value={search.in}
          onChange={(stage) => change({ ...search, in: stage })}
        />
      )}
    </>
  )

  return (
    <div>
      <header className={classes.head}>
        <h1>
          {t('rail.deals')}{' '}
          {!table && !ended && count !== undefined && (
            <span className={classes.count}>{fmt.number(count)}</span>
          )}
        </h1>
        {!phone && !table && !ended && count ? (
          <p className={classes.sum}>
            {t('deal.open-sum', { amount: sums(undefined, 'amount'), likely: sums(undefined, 'weighted') })}
          </p>
        ) : null}
        <Segments<'board' | 'table'>
          label={t('list.layout')}
          value={table ? 'table' : 'board'}
          choices={[
            { value: 'board', label: t('deal.board'), icon: 'deals', iconOnly: phone },
            { value: 'table', label: t('list.table'), icon: 'table', iconOnly: phone },
          ]}
          onChange={(view) =>
            change({ ...search, view: view === 'table' ? view : undefined, pick: undefined })
          }
        />
        {write && (
          <Button kind="main" icon="plus" onClick={() => setAdding(true)}>
            {phone ? <Spoken>{t('deal.new')}</Spoken> : t('deal.new')}
            {!phone && <Kbd>C</Kbd>}
          </Button>
        )}
      </header>
      <ViewTabs
        dialect={DEALS}
        builtIn={[
          { name: t('deal.all'), search: {} },
          { name: t('deal.mine'), search: { who: 'me' } },
          { name: t('deal.closed'), search: { show: 'won,lost' } },
        ]}
        views={views}
        search={search}
        onChange={change}
      />
      {!table && <div className={`${records.tools} ${records.chips}`}>{chips}</div>}
      {table ? (
        <Records
          dialect={DEALS}
          spec={DEAL_TABLE}
          search={search}
          filter={filter}
          onChange={change}
          onOpen={({ id }) => void navigate({ to: '/deals/$id', params: { id } })}
          keys={!adding}
          everything={{ view: 'table' }}
        >
          {chips}
        </Records>
      ) : ended ? (
        <Closed filter={filter} />
      ) : (stages.error || board.error) && !board.columns.some(({ deals }) => deals.length) ? (
        <Failed
          error={stages.error ?? board.error}
          retry={() => {
            void stages.refetch()
            board.retry()
          }}
        />
      ) : !stages.data || board.pending ? (
        <div className={classes.board} aria-busy="true">
          {[1, 2, 3, 4].map((n) => (
            <Bone key={n} width="100%" height={280} />
          ))}
        </div>
      ) : (
        <>
          {phone && (
            <fieldset className={classes.chips} aria-label={t('deal.stages')}>
              {columnsOf.map((stage, at) => (
                <button
                  key={stage.id}
                  type="button"
                  className={controls.chip}
                  data-on={stage.id === only || undefined}
                  aria-pressed={stage.id === only}
                  onClick={() => change({ ...search, stage: stage.id })}
                >
                  {inLanguage(stage.name, language)} {fmt.number(board.columns[at]?.deals.length ?? 0)}
                </button>
              ))}
            </fieldset>
          )}
          {count === 0 && <Empty icon="deals" title={t('deal.empty.title')} text={t('deal.empty.text')} />}
          <BoardView
            columns={board.columns}
            stages={columnsOf}
            canWrite={write}
            only={only}
            head={head}
            onMove={actions.move}
            onWon={(deal) => void actions.won(deal)}
            onLost={setLosing}
          />
        </>
      )}
      {adding && <DealForm onClose={() => setAdding(false)} />}
      {losing && <LostDialog deal={losing} onClose={() => setLosing(undefined)} />}
    </div>
  )
}

function Closed({ filter }: { filter: Record<string, string> }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data, error, refetch } = useQuery(closedQuery(agency.id, filter))
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (data?.length === 0) return <Empty icon="deals" title={t('deal.none-closed')} />
  return (
    <ul className={classes.closed} aria-busy={!data}>
      {data?.map((deal) => (
        <li key={deal.id} className={classes.card}>
          <Card deal={deal} />
        </li>
      ))}
    </ul>
  )
}
