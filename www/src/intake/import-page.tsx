// SPDX-License-Identifier: Apache-2.0
// A file becomes records: dropped, mapped, tried out, run, and undone if need be. The address names the import, so that one can
// leave and come back.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { Import } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { asButton, Bar, Bone, Button, Tag } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { toast } from '#/ui/toast'
import form from '../estate/form-page.module.css'
import classes from './import.module.css'
import {
  importQuery,
  isBundle,
  isBusy,
  pastQuery,
  type Table,
  useAsk,
  useBegin,
  useCancel,
  useJob,
  useUndo,
} from './imports'
import { type Choice, MappingForm } from './mapping-form'
import { Counts, Tables, WrongRows } from './outcome'

const contactsRoute = getRouteApi('/inside/contacts/import')
const propertiesRoute = getRouteApi('/inside/properties/import')

/** What the server takes, unless its operator says otherwise. */
const MOST_BYTES = 50_000_000

export const ContactsImportPage = () => <ImportPage table="contacts" id={contactsRoute.useSearch().id} />
export const PropertiesImportPage = () => (
  <ImportPage table="properties" id={propertiesRoute.useSearch().id} />
)

const pathOf = (table: Table) => (table === 'contacts' ? '/contacts/import' : '/properties/import')

function ImportPage({ table, id }: { table: Table; id: string | undefined }) {
  const { t } = useI18n()
  const { write } = useRights()
  const title = t(`import.title.${table}`)
  useTitle(title)
  return (
    <div className={form.page}>
      <Crumb to={`/${table}`}>{t(`rail.${table}`)}</Crumb>
      <header className={form.head}>
        <h1>{title}</h1>
        <p>{t('import.lead')}</p>
      </header>
      {!write ? (
        <p>{t('failed.forbidden.text')}</p>
      ) : id ? (
        <One key={id} table={table} id={id} />
      ) : (
        <>
          <Drop table={table} />
          <Past table={table} />
        </>
      )}
    </div>
  )
}

function Drop({ table }: { table: Table }) {
  const { t, fmt } = useI18n()
  const route = table === 'contacts' ? contactsRoute : propertiesRoute
  const navigate = route.useNavigate()
  const begin = useBegin()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [sent, setSent] = useState({ name: '', ratio: 0 })

  async function take(file: File | undefined) {
    if (!file || begin.isPending) return
    setSent({ name: file.name, ratio: 0 })
    try {
      const made = await begin.mutateAsync({
        file,
        table,
        onProgress: (bytes) => setSent({ name: file.name, ratio: bytes / file.size }),
        signal: new AbortController().signal,
      })
      await navigate({ search: { id: made.id } })
    } catch {
      toast(t('failed.other.text'), { bad: true })
    }
  }

  return (
    <section
      className={classes.drop}
      data-over={over || undefined}
      aria-label={t('import.drop')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        void take(event.dataTransfer.files[0])
      }}
    >
      {begin.isPending ? (
        <>
          <p>{t('import.uploading', { name: sent.name })}</p>
          <Bar ratio={sent.ratio} label={t('import.uploading', { name: sent.name })} />
        </>
      ) : (
        <>
          <Icon name="upload" />
          <p>{t('import.drop')}</p>
          <Button kind="main" onClick={() => input.current?.click()}>
            {t('import.choose')}
          </Button>
          <small>{t('import.kinds', { size: fmt.bytes(MOST_BYTES) })}</small>
          <input
            ref={input}
            type="file"
            hidden
            accept=".csv,.tsv,.txt,.vcf,.ndjson,.jsonl,text/csv,text/vcard"
            onChange={(event) => void take(event.currentTarget.files?.[0])}
          />
        </>
      )}
    </section>
  )
}

function Past({ table }: { table: Table }) {
  const { t, fmt } = useI18n()
  const { data, error, refetch } = useQuery(pastQuery(useAgency().id, table))
  return (
    <section className={classes.past}>
      <h2>{t('import.past')}</h2>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bone width="100%" height={64} />
      ) : data.length === 0 ? (
        <p>{t('import.past.none')}</p>
      ) : (
        <ul>
          {data.map((one) => (
            <li key={one.id}>
              <Link to={pathOf(table)} search={{ id: one.id }}>
                {one.file_name}
              </Link>
              <small>
                {fmt.date(one.created_at ?? 0)}
                {one.row_count != null && ` · ${t('import.rows', { count: one.row_count })}`}
              </small>
              <State one={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function State({ one }: { one: Import }) {
  const { t } = useI18n()
  const waits = one.status === 'mapping' && isBundle(one) ? 'ready' : one.status
  const status = one.undo_job_id ? 'undone' : (waits ?? 'analysing')
  const kind =
    status === 'completed' ? 'green' : status === 'failed' ? 'red' : isBusy(one) ? 'amber' : undefined
  return <Tag kind={kind}>{t(`import.status.${status}`)}</Tag>
}

function One({ table, id }: { table: Table; id: string }) {
  const { t } = useI18n()
  const { data: one, error, refetch } = useQuery(importQuery(useAgency().id, id))
  const ask = useAsk(id)
  const [mapping, setMapping] = useState(false)
  if (error && !one) return <Failed error={error} retry={() => void refetch()} />
  if (!one) return <Bone width="100%" height={220} />

  const go = (step: 'preview' | 'run', choice: Partial<Choice> = {}) => {
    setMapping(false)
    ask.mutate({ step, body: choice }, { onError: () => toast(t('failed.other.text'), { bad: true }) })
  }
  return (
    <div className={classes.one}>
      <p className={classes.file}>
        <b>{one.file_name}</b>
        {one.row_count != null && <small>{t('import.rows', { count: one.row_count })}</small>}
        <State one={one} />
        <Link to={pathOf(table)} search={{ id: undefined }}>
          {t('import.again')}
        </Link>
      </p>
      {one.status === 'mapping' && one.problem && <Why one={one} />}
      {isBusy(one) ? (
        <Progress one={one} />
      ) : one.status === 'mapping' && isBundle(one) ? (
        <Bundle one={one} busy={ask.isPending} onTry={() => go('preview')} />
      ) : one.status === 'mapping' || mapping ? (
        <MappingForm
          key={one.updated_at}
          table={table}
          one={one}
          busy={ask.isPending}
          onDone={(choice) => go('preview', choice)}
        />
      ) : one.status === 'previewed' ? (
        <Previewed table={table} one={one} onRun={() => go('run')} onBack={() => setMapping(true)} />
      ) : (
        <Ended table={table} one={one} onRun={() => go('run')} />
      )}
    </div>
  )
}

/** Its lines say themselves what they are: there is nothing to map. */
function Bundle({ one, busy, onTry }: { one: Import; busy: boolean; onTry(): void }) {
  const { t } = useI18n()
  return (
    <>
      <section>
        <h2>{t('import.bundle.title')}</h2>
        <p>{t('import.bundle.lead')}</p>
        <Tables one={one} counted={false} />
      </section>
      <footer className={classes.foot}>
        <Button kind="main" busy={busy} onClick={onTry}>
          {t('import.preview')}
        </Button>
      </footer>
    </>
  )
}

/** What the job said that could not go on. */
function Why({ one, unread }: { one: Import; unread?: boolean }) {
  const { t } = useI18n()
  const { code, detail } = (one.problem ?? {}) as { code?: string; detail?: string }
  return (
    <p role="alert" className={classes.why}>
      {t(unread ? 'import.failed.file' : 'import.failed.other', { why: detail ?? code ?? '' })}
    </p>
  )
}

function Progress({ one }: { one: Import }) {
  const { t } = useI18n()
  const { data: job } = useJob(one.job_id)
  const cancel = useCancel()
  const words = t(`import.status.${one.status ?? 'analysing'}`)
  return (
    <section className={classes.progress} aria-live="polite">
      <p>{words}</p>
      <Bar ratio={(job?.progress ?? 0) / 100} label={words} />
      {cancel.isSuccess ? (
        <small>{t('import.stopping')}</small>
      ) : (
        <Button small busy={cancel.isPending} onClick={() => one.job_id && cancel.mutate(one.job_id)}>
          {t('import.cancel')}
        </Button>
      )}
    </section>
  )
}

interface StageProps {
  table: Table
  one: Import
  onRun(): void
}

function Previewed({ table, one, onRun, onBack }: StageProps & { onBack(): void }) {
  const { t } = useI18n()
  const count = (one.new_count ?? 0) + (one.changed_count ?? 0)
  return (
    <>
      <section>
        <h2>{t('import.preview.title')}</h2>
        <Counts one={one} />
        <Tables one={one} counted />
        {one.wrong_count === one.row_count && <p>{t('import.preview.all-wrong')}</p>}
      </section>
      <WrongRows table={table} one={one} />
      <footer className={classes.foot}>
        {!isBundle(one) && <Button onClick={onBack}>{t('import.back')}</Button>}
        {count > 0 && (
          <Button kind="main" onClick={onRun}>
            {t('import.run', { count })}
          </Button>
        )}
      </footer>
    </>
  )
}

function Ended({ table, one, onRun }: StageProps) {
  const { t } = useI18n()
  const unread = one.row_count == null
  return (
    <>
      <section>
        {one.status === 'completed' && <h2>{t('import.result.title')}</h2>}
        {one.status === 'cancelled' && <p>{t('import.result.cancelled')}</p>}
        {one.status === 'failed' && <Why one={one} unread={unread} />}
        {!unread && <Counts one={one} />}
        {!unread && <Tables one={one} counted />}
      </section>
      {!unread && <WrongRows table={table} one={one} />}
      <footer className={classes.foot}>
        {one.status !== 'completed' && !unread && !one.undo_job_id && (
          <Button onClick={onRun}>{t('import.run-on')}</Button>
        )}
        {!unread && <Undo one={one} />}
        <Link to={`/${table}`} {...asButton({ kind: 'main' })}>
          {t(`rail.${table}`)}
        </Link>
      </footer>
    </>
  )
}

/** Asked for twice, since it is about many records; then how far it is. */
function Undo({ one }: { one: Import }) {
  const { t } = useI18n()
  const undo = useUndo(one.id)
  const { data: job } = useJob(one.undo_job_id)
  const [asked, setAsked] = useState(false)
  const { undone = 0, changed = 0, refused = 0 } = (job?.result ?? {}) as Record<string, number>
  if (job?.status === 'completed')
    return (
      <p role="status" className={classes.undone}>
        {t('import.undone', { count: undone })}{' '}
        {changed + refused > 0 && t('import.undone.left', { count: changed + refused })}
      </p>
    )
  if (one.undo_job_id && job?.status !== 'failed' && job?.status !== 'cancelled')
    return (
      <span className={classes.undone}>
        {t('import.undoing')} <Bar ratio={(job?.progress ?? 0) / 100} label={t('import.undoing')} />
      </span>
    )
  if (!asked) return <Button onClick={() => setAsked(true)}>{t('import.undo')}</Button>
  return (
    <fieldset className={classes.ask}>
      <legend>{t('import.undo.ask')}</legend>
      <p>{t('import.undo.text')}</p>
      <Button onClick={() => setAsked(false)}>{t('import.undo.no')}</Button>
      <Button
        kind="bad"
        busy={undo.isPending}
        onClick={() =>
          undo.mutate(undefined, { onError: () => toast(t('failed.other.text'), { bad: true }) })
        }
      >
        {t('import.undo')}
      </Button>
    </fieldset>
  )
}
