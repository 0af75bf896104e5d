// SPDX-License-Identifier: Apache-2.0
// Notifications by day: in the panel under the bell, and on a page of their own.
import { Link } from '@tanstack/react-router'
import type { Notification } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, Spoken } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { byDay } from './days'
import { useNotifications, useReadAll, useReadOne } from './notifications'
import classes from './notify.module.css'

interface ListProps {
  /** All of them, page after page; otherwise the newest. */
  whole?: boolean
  /** Something was followed. */
  onGo?(): void
}

export function NotificationList({ whole, onGo }: ListProps) {
  const { t, fmt } = useI18n()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useNotifications()
  const readOne = useReadOne()
  const rows = data?.pages.slice(0, whole ? undefined : 1).flatMap((each) => each.data)
  if (error && !rows) return <Failed error={error} retry={() => void refetch()} />
  if (!rows) return <Waiting />
  if (rows.length === 0) return <Empty icon="bell" title={t('notify.none')} text={t('notify.none-why')} />
  const Title = whole ? 'h2' : 'h3'
  return (
    <>
      {byDay(rows, fmt).map((day) => (
        <section key={day.date} className={classes.day}>
          <Title>{day.is === 'earlier' ? day.date : t(`notify.${day.is}`)}</Title>
          <ul>
            {day.rows.map((row) => (
              <Row key={row.id} row={row} onRead={() => !row.read_at && readOne.mutate(row.id)} onGo={onGo} />
            ))}
          </ul>
        </section>
      ))}
      {whole && hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('notify.more')}
        </Button>
      )}
    </>
  )
}

/** A link to where something can be done about it; without one, a button that marks it as read, as long as it is not. */
function Row({ row, onRead, onGo }: { row: Notification; onRead(): void; onGo?(): void }) {
  const { t, fmt } = useI18n()
  const words = (
    <>
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.words}>
        <b>
          {!row.read_at && <Spoken>{t('notify.unread')} </Spoken>}
          {row.title}
        </b>
        <span>{row.message}</span>
        <time dateTime={row.happened_at} title={fmt.dateTime(row.happened_at)}>
          {fmt.ago(row.happened_at)}
        </time>
      </span>
    </>
  )
  const unread = row.read_at ? undefined : true
  return (
    <li>
      {row.action_url ? (
        <Link
          to={row.action_url}
          className={classes.row}
          data-unread={unread}
          onClick={() => {
            onRead()
            onGo?.()
          }}
        >
          {words}
        </Link>
      ) : unread ? (
        <button
          type="button"
          className={classes.row}
          data-unread
          title={t('notify.read-one')}
          onClick={onRead}
        >
          {words}
        </button>
      ) : (
        <div className={classes.row}>{words}</div>
      )}
    </li>
  )
}

function Waiting() {
  return (
    <div className={classes.waiting} aria-busy="true">
      {['a', 'b', 'c'].map((key) => (
        <div key={key}>
          <Bone width="55%" />
          <Bone width="90%" />
        </div>
      ))}
    </div>
  )
}

/** Up to the newest that is shown. */
export function ReadAll({ small }: { small?: boolean }) {
  const { t } = useI18n()
  const { data } = useNotifications()
  const readAll = useReadAll()
  const newest = data?.pages[0]?.data[0]
  const any = data?.pages.some((each) => each.data.some((row) => !row.read_at))
  if (!newest || !any) return null
  return (
    <Button
      small={small}
      kind={small ? 'bare' : 'plain'}
      icon="check"
      busy={readAll.isPending}
      onClick={() => readAll.mutate(newest.happened_at)}
    >
      {t('notify.read-all')}
    </Button>
  )
}
