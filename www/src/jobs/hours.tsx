// SPDX-License-Identifier: Apache-2.0
// How much ended in each hour of the last day: columns for the eye, a table for the ear.
import type { Queue } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Spoken } from '#/ui/control'
import classes from './queue.module.css'

const HEIGHT = 96
const STEP = 20
const GAP = 4

export function Hours({ hours }: { hours: Queue['hours'] }) {
  const { t, fmt } = useI18n()
  const most = Math.max(1, ...hours.map(({ completed, failed }) => completed + failed))
  const sum = hours.reduce((all, { completed }) => all + completed, 0)
  const failed = hours.reduce((all, hour) => all + hour.failed, 0)
  const tall = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT))
  return (
    <section className={classes.part}>
      <h2>{t('queue.day')}</h2>
      <p className={classes.sum}>
        {t('queue.day-sum', {
          completed: fmt.number(sum),
          failed: fmt.number(failed),
          most: fmt.number(most),
        })}
      </p>
      <svg
        className={classes.hours}
        viewBox={`0 0 ${hours.length * STEP} ${HEIGHT + 1}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {hours.map((hour, at) => {
          const bad = tall(hour.failed)
          const good = Math.min(tall(hour.completed), HEIGHT - bad)
          const x = at * STEP + GAP / 2
          return (
            <g key={hour.hour}>
              <rect x={x} y={HEIGHT - good} width={STEP - GAP} height={good} />
              <rect data-bad x={x} y={HEIGHT - good - bad} width={STEP - GAP} height={bad} />
            </g>
          )
        })}
        <line x1="0" x2={hours.length * STEP} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
      </svg>
      <p className={classes.ends} aria-hidden="true">
        <span>{fmt.time(hours[0]?.hour ?? 0)}</span>
        <span>{t('queue.now')}</span>
      </p>
      <Spoken>
        <table>
          <caption>{t('queue.day')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('queue.hour')}</th>
              <th scope="col">{t('queue.completed')}</th>
              <th scope="col">{t('queue.failed')}</th>
            </tr>
          </thead>
          <tbody>
            {hours.map((hour) => (
              <tr key={hour.hour}>
                <th scope="row">{fmt.time(hour.hour)}</th>
                <td>{fmt.number(hour.completed)}</td>
                <td>{fmt.number(hour.failed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Spoken>
    </section>
  )
}
