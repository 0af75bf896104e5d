// SPDX-License-Identifier: Apache-2.0
// What happened around one record, the newest first.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { Transaction } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, Segments } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { HistoryButton } from '../history/history-button'
import type { HistoryTable } from '../history/queries'
import { byDay } from './days'
import { Entry } from './entry'
import { type About, timelineQuery } from './queries'
import { QuickNote } from './quick-note'
import classes from './timeline.module.css'
import { FILTERS } from './words'

type Filter = 'all' | keyof typeof FILTERS

/** The record that a timeline is about. */
const recordOf = (about: About): { table: HistoryTable; id: string } | undefined =>
  about.property_id
    ? { table: 'properties', id: about.property_id }
    : about.contact_id
      ? { table: 'contacts', id: about.contact_id }
      : about.deal_id
        ? { table: 'deals', id: about.deal_id }
        : undefined

interface RecordTimelineProps {
  about: About
  /** Of a property. */
  transaction?: Transaction
}

export function RecordTimeline({ about, transaction }: RecordTimelineProps) {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const [filter, setFilter] = useState<Filter>('all')
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    timelineQuery(agency.id, about, filter === 'all' ? undefined : FILTERS[filter]),
  )
  const entries = data?.pages.flatMap((page) => page.data)
  const record = recordOf(about)
  return (
    <section className={classes.timeline} aria-labelledby="timeline">
      <header>
        <h2 id="timeline">{t('timeline.title')}</h2>
        {record && <HistoryButton {...record} />}
        <Segments
          label={t('timeline.filter')}
          value={filter}
          choices={(['all', 'notes', 'changes', 'done'] as const).map((value) => ({
            value,
            label: t(`timeline.filter.${value}`),
          }))}
          onChange={(value) => setFilter(value as Filter)}
        />
      </header>
      {write && <QuickNote about={about} />}
      {error && !entries && <Failed error={error} retry={() => void refetch()} />}
      {!error && !entries && <Bone width="60%" height={40} />}
      {entries &&
        byDay(entries, fmt).map((day) => (
          <section key={day.date} className={classes.day}>
            <h3>{day.is === 'earlier' ? day.date : t(`timeline.${day.is}`)}</h3>
            <ul>
              {day.entries.map((entry) => (
                <Entry key={entry.id} entry={entry} transaction={transaction} />
              ))}
            </ul>
          </section>
        ))}
      {entries?.length === 0 && <p className={classes.none}>{t('timeline.none')}</p>}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('timeline.more')}
        </Button>
      )}
    </section>
  )
}
