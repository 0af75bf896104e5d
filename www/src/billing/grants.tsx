// SPDX-License-Identifier: Apache-2.0
// What the balance is made of, in the order in which it is spent.
import page from '#/agency/page.module.css'
import type { Credits } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'
import classes from './credits.module.css'

type Grant = Credits['grants'][number]
type Ending = Grant & { expires_at: string }

const SOON = 7 * 86_400_000

/** Those that end, the first to end first. */
export const ending = (grants: Grant[]): Ending[] =>
  grants
    .filter((grant): grant is Ending => grant.expires_at !== null)
    .sort((a, b) => Date.parse(a.expires_at) - Date.parse(b.expires_at))

export function Grants({ grants }: { grants: Grant[] }) {
  const { t } = useI18n()
  return (
    <section className={page.section}>
      <h2>{t('credits.grants')}</h2>
      {grants.length > 1 && <p className={classes.why}>{t('credits.grants-why')}</p>}
      <ul className={page.rows}>
        {grants.map((grant) => (
          <One key={grant.id} grant={grant} />
        ))}
        {grants.length === 0 && <li className={page.none}>{t('credits.grants-none')}</li>}
      </ul>
    </section>
  )
}

function One({ grant }: { grant: Grant }) {
  const { t, fmt } = useI18n()
  const { expires_at } = grant
  return (
    <li>
      <div className={page.what}>
        <b>{t(`credits.kind.${grant.kind}`)}</b>
        <small>
          {[grant.description, t('credits.since', { date: fmt.date(grant.created_at) })]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
      {expires_at && (
        <Tag kind={Date.parse(expires_at) - Date.now() < SOON ? 'amber' : undefined}>
          {t('credits.until', { date: fmt.date(expires_at) })}
        </Tag>
      )}
      <span className={classes.left}>
        <b>{fmt.number(grant.remaining)}</b> {t('credits.of', { amount: fmt.number(grant.amount) })}
      </span>
    </li>
  )
}
