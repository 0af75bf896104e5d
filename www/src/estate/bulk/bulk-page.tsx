// SPDX-License-Identifier: Apache-2.0
// What was changed at once lately, what became of it, and undoing it.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import page from '#/agency/page.module.css'
import { type MessageKey, useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { Bone, Button, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { type BulkChange, bulkQuery, useBulk } from './queries'
import { changeWords } from './words'

const DAYS = 30
/** Those with a place of their own. */
const TITLED = ['properties', 'contacts', 'deals', 'leads', 'tasks']

export function BulkPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(bulkQuery(useAgency().id))
  useTitle(t('bulk.recent'))
  return (
    <div className={page.page}>
      <header className={page.head}>
        <div>
          <h1>{t('bulk.recent')}</h1>
          <p className={page.lead}>{t('bulk.lead')}</p>
        </div>
      </header>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <ul className={page.rows} aria-busy={!data}>
          {data?.map((row) => <Row key={row.id} row={row} />) ?? <Bone width="100%" height={72} />}
          {data?.length === 0 && <li className={page.none}>{t('bulk.none')}</li>}
        </ul>
      )}
    </div>
  )
}

function Row({ row }: { row: BulkChange }) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const { write } = useRights()
  const members = useMemberNames()
  const { undo } = useBulk()
  const [busy, setBusy] = useState(false)
  const what = changeWords({ t, fmt }, row, members).join(' · ')
  const who =
    row.owner_id === me.id
      ? t('history.you')
      : (memberName(members.get(row.owner_id)) ?? t('members.nameless'))
  const isOld = Date.now() - Date.parse(row.created_at) > DAYS * 86_400_000
  const canUndo = write && row.status !== 'running' && row.changed > 0 && !row.undo && !isOld
  return (
    <li>
      <div className={page.what}>
        <b>{what}</b>
        <State row={row} />
        <small>
          {TITLED.some((table) => table === row.table_name)
            ? t(`rail.${row.table_name}` as MessageKey)
            : t('bulk.records')}
          {' · '}
          {t('bulk.counts', { changed: row.changed, matched: row.matched, refused: row.refused })}
        </small>
        <small>
          {who}
          {' · '}
          {fmt.dateTime(row.created_at)}
        </small>
      </div>
      {canUndo && (
        <div className={page.acts}>
          <Button
            small
            icon="undo"
            busy={busy}
            aria-label={t('bulk.undo-of', { what })}
            onClick={() => {
              setBusy(true)
              void undo(row).finally(() => setBusy(false))
            }}
          >
            {t('ui.undo')}
          </Button>
        </div>
      )}
    </li>
  )
}

function State({ row }: { row: BulkChange }) {
  const { t } = useI18n()
  if (row.undo)
    return <Tag kind="amber">{t(row.undo.ended_at ? 'bulk.state.undone' : 'bulk.state.undoing')}</Tag>
  if (row.status === 'completed') return null
  return (
    <Tag kind={row.status === 'running' ? 'green' : 'red'}>{t(`bulk.state.${row.status}` as MessageKey)}</Tag>
  )
}
