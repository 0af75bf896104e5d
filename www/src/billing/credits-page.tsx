// SPDX-License-Identifier: Apache-2.0
// Every credit that there is and was: the balance, what it is made of, what was used, the ledger, what things cost.
import { getRouteApi, Link } from '@tanstack/react-router'
import { useRights } from '#/agency/me'
import page from '#/agency/page.module.css'
import { Subpage } from '#/agency/subpage'
import type { Credits } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Bone } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { useCredits } from './credits'
import classes from './credits.module.css'
import { EntryDialog } from './entry-dialog'
import type { LedgerSearch } from './filters'
import { Grants } from './grants'
import { Ledger } from './ledger-table'
import { isOffered, operationName } from './names'
import { OwnLimit } from './own-limit'
import { PastDue } from './past-due'
import { useSubscription } from './plans'
import { TellAt } from './tell-at'
import { Usage } from './usage'

const route = getRouteApi('/inside/agency/credits')

export function CreditsPage() {
  const { t } = useI18n()
  const { manage } = useRights()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, refetch } = useCredits()
  const subscription = useSubscription(manage).data?.subscription
  const change = (next: LedgerSearch, push?: boolean) =>
    void navigate({ search: next, replace: !push, resetScroll: false })
  return (
    <Subpage
      everybody
      title={t('credits.title')}
      lead={t(manage ? 'credits.lead' : 'credits.lead-own')}
      action={
        manage && (
          <Link {...asButton({ kind: 'main' })} to="/agency/plan">
            {t('credits.plan-and-packs')}
          </Link>
        )
      }
    >
      {data ? (
        <>
          {subscription && <PastDue of={subscription} />}
          <Balance of={data} />
          <Grants grants={data.grants} />
          <Usage search={search} onChange={change} />
          <Ledger search={search} onChange={change} />
          <Prices prices={data.prices} />
          {manage && <TellAt at={data.low_at} />}
        </>
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={320} />
      )}
      {search.open && (
        <EntryDialog
          key={search.open}
          id={search.open}
          onClose={() => change({ ...search, open: undefined })}
        />
      )}
    </Subpage>
  )
}

const FIGURES = ['available', 'held', 'balance'] as const

function Balance({ of }: { of: Credits }) {
  const { t, fmt } = useI18n()
  return (
    <section className={classes.balance} aria-label={t('credits.balance')}>
      <dl>
        {FIGURES.map((name) => (
          <div key={name}>
            <dt>{t(`credits.${name}`)}</dt>
            <dd>{fmt.number(of[name])}</dd>
          </div>
        ))}
      </dl>
      {of.held > 0 && <p className={classes.why}>{t('credits.held-why')}</p>}
      <OwnLimit of={of} />
    </section>
  )
}

function Prices({ prices }: { prices: Credits['prices'] }) {
  const { t, fmt } = useI18n()
  const named = prices
    .filter(({ operation, credits }) => isOffered(operation) && credits > 0)
    .map(({ operation, credits }) => ({ operation, credits, name: operationName(t, operation) }))
    .sort((a, b) => a.name.localeCompare(b.name, fmt.locale))
  return (
    <section className={page.section}>
      <h2>{t('credits.prices')}</h2>
      <p className={classes.why}>{t('credits.prices-why')}</p>
      <dl className={classes.prices}>
        {named.map(({ operation, credits, name }) => (
          <div key={operation}>
            <dt>{name}</dt>
            <dd>
              {fmt.number(credits)} {t('credits.unit', { count: credits })}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
