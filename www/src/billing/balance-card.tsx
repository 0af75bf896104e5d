// SPDX-License-Identifier: Apache-2.0
// Under the chip of the top bar: what can be spent, what work under way holds of it, and what ends when.
import { Link } from '@tanstack/react-router'
import { useRights } from '#/agency/me'
import type { Credits } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { asButton } from '#/ui/control'
import classes from './balance.module.css'
import { ending } from './grants'
import { OwnLimit } from './own-limit'

/** Of what ends, what ends first. */
const SHOWN = 3

export function BalanceCard({ of, onGo }: { of: Credits; onGo(): void }) {
  const { t, fmt } = useI18n()
  const { manage } = useRights()
  const ends = ending(of.grants).slice(0, SHOWN)
  return (
    <div className={classes.card}>
      <dl>
        <div>
          <dt>{t('credits.balance')}</dt>
          <dd>{fmt.number(of.balance)}</dd>
        </div>
        <div>
          <dt>{t('credits.held')}</dt>
          <dd>{fmt.signed(-of.held)}</dd>
        </div>
        <div data-total>
          <dt>{t('credits.available')}</dt>
          <dd>{fmt.number(of.available)}</dd>
        </div>
      </dl>
      {of.held > 0 && <p>{t('credits.held-why')}</p>}
      {ends.length > 0 && (
        <ul aria-label={t('credits.ends')}>
          {ends.map((grant) => (
            <li key={grant.id}>
              {t('credits.ends-on', { count: grant.remaining, date: fmt.date(grant.expires_at) })}
            </li>
          ))}
        </ul>
      )}
      <OwnLimit of={of} />
      <Link {...asButton({ wide: true })} to="/agency/credits" onClick={onGo}>
        {t('credits.open')}
      </Link>
      {manage && (
        <Link {...asButton({ kind: 'bare', wide: true })} to="/agency/plan" onClick={onGo}>
          {t('credits.plan-and-packs')}
        </Link>
      )}
    </div>
  )
}
