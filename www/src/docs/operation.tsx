// SPDX-License-Identifier: Apache-2.0
// One operation: what it takes, what it answers, as a line for a terminal, and a form that sends it.
import { type FormEvent, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { PasswordInput, Textarea, TextInput } from '#/ui/fields'
import { Wrong } from '#/ui/form'
import classes from './docs.module.css'
import { type Document, exampleOf, follow, type Operation, type Response } from './document'
import { curlOf, type Filled, keyOf, type Sent, send } from './request'
import { Rows } from './schema'
import { Code, Method, Prose, Type } from './text'

const json = (value: unknown) => JSON.stringify(value, null, 2)

/** Filters are many and much alike: they stand folded. */
const isFilter = ({ name }: { name: string }) => name.includes('[')

export function OperationView({ document, operation }: { document: Document; operation: Operation }) {
  const { t } = useI18n()
  const parameters = operation.parameters ?? []
  const example = exampleOf(document, operation.requestBody?.content)
  const [filled, setFilled] = useState<Filled>(() => ({
    values: Object.fromEntries(
      parameters.filter((one) => one.required).map((one) => [keyOf(one), String(one.example ?? '')]),
    ),
    body: example === undefined ? undefined : json(example),
  }))
  const rows = parameters.map((one) => ({ ...one, place: one.in }))
  const filters = rows.filter(isFilter)
  const bodySchema = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const server = document.servers[0]?.url ?? ''
  return (
    <>
      <h1 lang="en">{operation.summary}</h1>
      <p className={classes.address}>
        <Method name={operation.method} /> <code>{operation.path}</code>
      </p>
      <Prose text={operation.description} />
      {rows.length > 0 && (
        <section>
          <h2>{t('docs.parameters')}</h2>
          <Rows rows={rows.filter((row) => !isFilter(row))} />
          {filters.length > 0 && (
            <details>
              <summary>
                {t('docs.filters')} ({filters.length})
              </summary>
              <Rows rows={filters} />
            </details>
          )}
        </section>
      )}
      {bodySchema && (
        <section>
          <h2>
            {t('docs.body')} · <Type schema={bodySchema} />
          </h2>
          <Code title={t('docs.example')} text={json(example)} />
        </section>
      )}
      <Code
        title={t('docs.terminal')}
        text={curlOf(operation, server.startsWith('https') ? server : location.origin, filled)}
      />
      <TryIt operation={operation} filled={filled} onChange={setFilled} />
      <section>
        <h2>{t('docs.answers')}</h2>
        {Object.entries(operation.responses).map(([status, response]) => (
          <Answer key={status} document={document} status={status} response={follow(document, response)} />
        ))}
      </section>
    </>
  )
}

function Answer({ document, status, response }: { document: Document; status: string; response: Response }) {
  const { t } = useI18n()
  const content = Object.values(response.content ?? {})[0]
  const example = exampleOf(document, response.content)
  return (
    <details className={classes.answer} open={status.startsWith('20')}>
      <summary>
        <span className={classes.status} data-good={status < '400' || undefined}>
          {status}
        </span>
        <span lang="en">{response.description.split(/[(\n]/)[0]}</span>
      </summary>
      {Number(status) >= 400 && <Prose text={response.description} />}
      {content?.schema && <Type schema={content.schema} />}
      {example !== undefined && <Code title={t('docs.example')} text={json(example)} />}
    </details>
  )
}

/** One token for all operations, until the page is closed: it is kept nowhere else. */
let kept = ''

interface TryItProps {
  operation: Operation
  filled: Filled
  onChange: (filled: Filled) => void
}

function TryIt({ operation, filled, onChange }: TryItProps) {
  const { t } = useI18n()
  const [token, setToken] = useState(kept)
  const [busy, setBusy] = useState(false)
  const [lost, setLost] = useState(false)
  const [sent, setSent] = useState<Sent | null>(null)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setLost(false)
    try {
      setSent(await send(operation, filled, operation.guarded ? token.trim() : ''))
    } catch {
      setLost(true)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className={classes.try} onSubmit={(event) => void submit(event)}>
      <h2>{t('docs.try')}</h2>
      {operation.guarded && (
        <PasswordInput
          label={t('docs.token')}
          description={t('docs.token.hint')}
          autoComplete="off"
          value={token}
          onChange={(event) => {
            kept = event.currentTarget.value
            setToken(kept)
          }}
        />
      )}
      <div className={classes.fields}>
        {(operation.parameters ?? [])
          .filter((one) => !isFilter(one))
          .map((one) => (
            <TextInput
              key={keyOf(one)}
              label={one.name}
              required={one.required}
              value={filled.values[keyOf(one)] ?? ''}
              onChange={(event) =>
                onChange({ ...filled, values: { ...filled.values, [keyOf(one)]: event.currentTarget.value } })
              }
            />
          ))}
      </div>
      {filled.body !== undefined && (
        <Textarea
          className={classes.body}
          label={t('docs.body')}
          rows={Math.min(16, filled.body.split('\n').length)}
          value={filled.body}
          onChange={(event) => onChange({ ...filled, body: event.currentTarget.value })}
        />
      )}
      <Wrong text={lost ? t('docs.lost') : undefined} />
      <Button kind="main" type="submit" busy={busy}>
        {t('docs.send')}
      </Button>
      {sent && (
        <div role="status">
          <p className={classes.sent}>
            <span className={classes.status} data-good={sent.status < 400 || undefined}>
              {t('docs.sent', { status: String(sent.status), ms: sent.ms })}
            </span>{' '}
            <code>{sent.requestId}</code>
          </p>
          {sent.text && (
            <Code title={sent.etag ? `ETag: ${sent.etag}` : t('docs.answers')} text={sent.text} />
          )}
        </div>
      )}
    </form>
  )
}
