// SPDX-License-Identifier: Apache-2.0
// How much ended in each hour of the last day.
import type { Queue } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Columns } from '#/ui/columns'
import classes from './queue.module.css'

export function Hours({ hours }: { hours: Queue['hours'] }) {
  const { t, fmt } = useI18n()
  const most = Math.max(1, ...hours.map(({ completed, failed }) => completed + failed))
  const sum = hours.reduce((all, { completed }) => all + completed, 0)
  const failed = hours.reduce((all, hour) => all + hour.failed, 0)
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
      <Columns
        title={t('queue.day')}
        unit={t('queue.hour')}
        parts={[{ name: t('queue.completed') }, { name: t('queue.failed'), bad: true }]}
        columns={hours.map(({ hour, completed, failed }) => ({
          at: hour,
          name: fmt.time(hour),
          values: [completed, failed],
        }))}
        ends={[fmt.time(hours[0]?.hour ?? 0), t('queue.now')]}
      />
    </section>
  )
}
