// SPDX-License-Identifier: Apache-2.0
// What was spent in the last days: when, on what, by whom.
import { useAgency, useRights } from '#/agency/me'
import page from '#/agency/page.module.css'
import type { CreditUsage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { addDays, daysBetween, momentOf } from '#/app/i18n/zoned'
import { Columns } from '#/ui/columns'
import { Bone, Segments } from '#/ui/control'
import { Failed } from '#/ui/empty'
import classes from './credits.module.css'
import { type LedgerSearch, PERIODS, periodOf, searchOf } from './filters'
import { useUsage } from './ledger'
import { operationName } from './names'

interface UsageProps {
  search: LedgerSearch
  onChange(search: LedgerSearch): void
}

export function Usage({ search, onChange }: UsageProps) {
  const { t } = useI18n()
  const { manage } = useRights()
  const period = periodOf(search)
  const { data, error, refetch } = useUsage(Number(period))
  return (
    <section className={page.section}>
      <header className={classes.head}>
        <h2>{t(manage ? 'credits.used' : 'credits.used-own')}</h2>
        <Segments
          label={t('credits.period')}
          value={period}
          choices={PERIODS.map((value) => ({ value, label: t('credits.days', { count: Number(value) }) }))}
          onChange={(value) => onChange({ ...search, days: searchOf(value) })}
        />
      </header>
      {data ? (
        <Charts of={data} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={180} />
      )}
    </section>
  )
}

function Charts({ of }: { of: CreditUsage }) {
  const { t } = useI18n()
  const { manage } = useRights()
  if (of.count === 0) return <p className={page.none}>{t('credits.used-none')}</p>
  return (
    <>
      <p className={classes.why}>{t('credits.used-sum', { credits: of.credits, count: of.count })}</p>
      <Days of={of} />
      <div className={classes.sums}>
        <Sums
          title={t('credits.by-operation')}
          rows={of.by_operation.map(({ operation_type, ...sum }) => ({
            ...sum,
            id: operation_type,
            name: operationName(t, operation_type),
          }))}
        />
        {manage && (
          <Sums
            title={t('credits.by-person')}
            rows={of.by_user.map(({ user_id, name, ...sum }) => ({
              ...sum,
              id: user_id ?? '',
              name: user_id ? name || t('members.nameless') : t('credits.nobody'),
            }))}
          />
        )}
      </div>
    </>
  )
}

/** More columns than this are weeks. */
const MOST = 90

/** The credits of each step of that many days from the first day to the last. */
export function stepsOf({ from, until, by_day }: Pick<CreditUsage, 'from' | 'until' | 'by_day'>) {
  const length = daysBetween(from, until) + 1
  const step = length > MOST ? 7 : 1
  const steps = Array.from({ length: Math.ceil(length / step) }, (_, i) => ({
    day: addDays(from, i * step),
    credits: 0,
  }))
  for (const { day, credits } of by_day) {
    const at = steps[Math.floor(daysBetween(from, day) / step)]
    // more may have been given back than was spent that day
    if (at) at.credits += credits
  }
  return { weeks: step > 1, steps: steps.map(({ day, credits }) => ({ day, credits: Math.max(0, credits) })) }
}

function Days({ of }: { of: CreditUsage }) {
  const { t, fmt } = useI18n()
  const zone = useAgency().time_zone
  const { weeks, steps } = stepsOf(of)
  const said = (day: string) => fmt.day(momentOf({ date: day, time: '12:00' }, zone))
  return (
    <Columns
      title={t('credits.by-day')}
      unit={t(weeks ? 'credits.week' : 'credits.day')}
      parts={[{ name: t('credits.title') }]}
      columns={steps.map(({ day, credits }) => ({ at: day, name: said(day), values: [credits] }))}
      ends={[said(of.from), said(of.until)]}
    />
  )
}

interface Sum {
  id: string
  name: string
  credits: number
  count: number
}

function Sums({ title, rows }: { title: string; rows: Sum[] }) {
  const { t, fmt } = useI18n()
  const most = Math.max(1, ...rows.map(({ credits }) => credits))
  return (
    <table className={classes.sum}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{t('credits.title')}</th>
          <th scope="col">{t('credits.times')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, credits, count }) => (
          <tr key={id}>
            <th scope="row">
              {name}
              <i aria-hidden="true" style={{ transform: `scaleX(${Math.max(0, credits) / most})` }} />
            </th>
            <td>{fmt.number(credits)}</td>
            <td>{t('credits.count', { count })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
