// SPDX-License-Identifier: Apache-2.0
// The deals of the agency, or one's own: the board of those that are open, and what became of the others.
import { useMediaQuery } from '@mantine/hooks'
import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import type { DealRow, DealStage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { Bone, Button, controls, Kbd, Segments, Spoken } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { inLanguage } from '../labels'
import { BoardView } from './board-view'
import { Card } from './card'
import { DealForm } from './deal-form'
import classes from './deals.module.css'
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
  const owner = search.who === 'me' ? me.id : undefined
  const closed = search.show === 'closed'
  useTitle(t('rail.deals'))

  const stages = useQuery(stagesQuery(agency.id))
  const totals = useQuery(totalsQuery(agency.id, owner))
  const board = useQueries({
    queries: (stages.data ?? []).map(({ id }) => stageQuery(agency.id, id, owner)),
    combine: (all) => ({
      columns: all.map(({ data }, at) => ({ id: stages.data?.[at]?.id ?? '', deals: data?.data ?? [] })),
      pending: all.some(({ data }) => !data),
      error: all.find(({ error }) => error)?.error,
      retry: () => all.forEach(({ refetch }) => void refetch()),
    }),
  })
  const count = totals.data?.reduce((sum, { deals }) => sum + deals, 0)
  const only = phone
    ? (stages.data?.find(({ id }) => id === search.stage) ?? stages.data?.[0])?.id
    : undefined
  const change = (next: typeof search) => void navigate({ search: next, replace: true, resetScroll: false })

  useShortcuts({ c: () => write && setAdding(true) }, !adding && !losing)

  /** What a stage, or all of them, comes to, in each currency. */
  function sums(stage: string | undefined, what: 'amount' | 'weighted'): string {
    const by = new Map<string, number>()
    for (const total of totals.data ?? [])
      if (!stage || total.stage_id === stage)
        by.set(total.currency, (by.get(total.currency) ?? 0) + total[what])
    return [...by].map(([currency, amount]) => fmt.money(Math.round(amount), currency)).join(' + ')
  }

  function head(stage: DealStage) {
    const own = totals.data?.filter(({ stage_id }) => stage_id === stage.id) ?? []
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

  return (
    <div>
      <header className={classes.head}>
        <h1>
          {t('rail.deals')}{' '}
          {count !== undefined && <span className={classes.count}>{fmt.number(count)}</span>}
        </h1>
        {!phone && count ? (
          <p className={classes.sum}>
            {t('deal.open-sum', { amount: sums(undefined, 'amount'), likely: sums(undefined, 'weighted') })}
          </p>
        ) : null}
        {write && (
          <Button kind="main" icon="plus" onClick={() => setAdding(true)}>
            {phone ? <Spoken>{t('deal.new')}</Spoken> : t('deal.new')}
            {!phone && <Kbd>C</Kbd>}
          </Button>
        )}
      </header>
      <div className={classes.tools}>
        <Segments<'open' | 'closed'>
          label={t('deal.which')}
          value={closed ? 'closed' : 'open'}
          choices={[
            { value: 'open', label: t('deal.open') },
            { value: 'closed', label: t('deal.closed') },
          ]}
          onChange={(show) => change({ ...search, show: show === 'closed' ? show : undefined })}
        />
        <Segments<'all' | 'me'>
          label={t('deal.whose')}
          value={owner ? 'me' : 'all'}
          choices={[
            { value: 'all', label: t('deal.all') },
            { value: 'me', label: t('deal.mine') },
          ]}
          onChange={(who) => change({ ...search, who: who === 'me' ? who : undefined })}
        />
      </div>
      {closed ? (
        <Closed owner={owner} />
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
              {stages.data.map((stage, at) => (
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
            stages={stages.data}
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

function Closed({ owner }: { owner: string | undefined }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data, error, refetch } = useQuery(closedQuery(agency.id, owner))
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
