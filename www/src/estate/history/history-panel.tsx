// SPDX-License-Identifier: Apache-2.0
// Each change of a record, newest first: who, when, which fields from what to what. Any of them is a place to go back to.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { ApiProblem } from '#/api/problem'
import { type Translate, useI18n } from '#/app/i18n/i18n'
import { Bone, Button, Spoken } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { forms, Wrong } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { toast } from '#/ui/toast'
import classes from './history.module.css'
import { type FieldChange, type HistoryEntry, type HistoryTable, historyQuery, useRevert } from './queries'
import { fieldName, Value } from './words'

interface HistoryPanelProps {
  table: HistoryTable
  id: string
  currency?: string
  onClose(): void
}

export function HistoryPanel({ table, id, currency, onClose }: HistoryPanelProps) {
  const { t } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const [asked, setAsked] = useState<string>()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    historyQuery(agency.id, table, id),
  )
  const entries = data?.pages.flatMap((page) => page.data)
  return (
    <Dialog open wide title={t('history.title')} onClose={onClose}>
      {error && !entries && <Failed error={error} retry={() => void refetch()} />}
      {!error && !entries && <Bone width="100%" height={240} />}
      <ol className={classes.list}>
        {entries?.map((entry, i) => (
          <Entry
            key={entry.id}
            table={table}
            id={id}
            entry={entry}
            currency={currency ?? agency.currency ?? 'EUR'}
            canRestore={write && i > 0}
            asking={asked === entry.id}
            onAsk={(asking) => setAsked(asking ? entry.id : undefined)}
          />
        ))}
      </ol>
      {entries?.length === 0 && <p className={forms.quiet}>{t('history.none')}</p>}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('timeline.more')}
        </Button>
      )}
    </Dialog>
  )
}

interface EntryProps {
  table: HistoryTable
  id: string
  entry: HistoryEntry
  currency: string
  canRestore: boolean
  asking: boolean
  onAsk(asking: boolean): void
}

function Entry({ table, id, entry, currency, canRestore, asking, onAsk }: EntryProps) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const names = useMemberNames()
  const isMine = entry.actor_id === me.id && !entry.key_id
  const name = memberName(names.get(entry.actor_id ?? '')) ?? entry.actor_name ?? t('history.nobody')
  const when = fmt.dateTime(entry.created_at)
  const who = isMine ? t('history.you') : t(entry.key_id ? 'history.key' : 'history.who', { name })
  const created = entry.action === 'created'
  const changes = entry.changes
    .filter(({ after }) => !created || (after !== null && !isBlank(after)))
    .map((change) => ({ field: change.field, ...narrow(change) }))
  return (
    <li className={classes.entry}>
      <div className={classes.head}>
        <h3>
          {t(`history.${entry.action}`)}
          {entry.batch_id && <small>{t('history.many')}</small>}
        </h3>
        <p>
          {who}
          <span aria-hidden="true"> · </span>
          <time dateTime={entry.created_at}>{when}</time>
        </p>
        {canRestore && !asking && (
          <Button small onClick={() => onAsk(true)}>
            {t('history.restore')}
            <Spoken>{when}</Spoken>
          </Button>
        )}
      </div>
      {changes.length > 0 && (
        <dl className={classes.fields}>
          {changes.map(({ field, before, after }) => (
            <div key={field}>
              <dt>{fieldName(t, field)}</dt>
              <dd>
                {!created && (
                  <>
                    <del>
                      <Value table={table} field={field} value={before} currency={currency} />
                    </del>
                    <Icon name="right" small />
                    <Spoken>{t('history.becomes')}</Spoken>
                  </>
                )}
                <ins>
                  <Value table={table} field={field} value={after} currency={currency} />
                </ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {asking && <Ask table={table} id={id} change={entry.id} when={when} onDone={() => onAsk(false)} />}
    </li>
  )
}

type Words = Record<string, unknown>
const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of texts per language, those that differ. */
function narrow({ before, after }: FieldChange): { before?: unknown; after?: unknown } {
  if (!isWords(before) || !isWords(after)) return { before, after }
  const differs = (one: Words, other: Words) =>
    Object.fromEntries(Object.entries(one).filter(([code, words]) => other[code] !== words))
  return { before: differs(before, after), after: differs(after, before) }
}

const isBlank = (value: unknown) =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** What stood in the way, by the names of the fields. */
function refusal(error: unknown, t: Translate, list: (items: string[]) => string): string {
  if (!(error instanceof ApiProblem)) return t('failed.other.text')
  const fields = error.errors.map(({ pointer }) => fieldName(t, pointer.split('/')[1] ?? ''))
  if (fields.length > 0) return t('history.refused', { fields: list(fields) })
  return t(error.status === 403 ? 'failed.forbidden.text' : 'failed.other.text')
}

interface AskProps {
  table: HistoryTable
  id: string
  change: string
  when: string
  onDone(): void
}

function Ask({ table, id, change, when, onDone }: AskProps) {
  const { t, fmt } = useI18n()
  const revert = useRevert(table, id)
  const [wrong, setWrong] = useState<string>()
  async function restore() {
    try {
      await revert.mutateAsync(change)
    } catch (error) {
      return setWrong(refusal(error, t, fmt.list))
    }
    toast(t('history.done'))
    onDone()
  }
  return (
    <div className={classes.ask}>
      <p>{t('history.ask', { when })}</p>
      <Wrong text={wrong} />
      <div className={forms.ends}>
        <Button small onClick={onDone}>
          {t('ui.cancel')}
        </Button>
        <Button small kind="main" autoFocus busy={revert.isPending} onClick={() => void restore()}>
          {t('history.restore')}
        </Button>
      </div>
    </div>
  )
}
