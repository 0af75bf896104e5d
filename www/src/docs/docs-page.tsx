// SPDX-License-Identifier: Apache-2.0
// The API's reference, made in the browser from the document that the server gives: what it lists is what runs.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { chooseLocale, LANGUAGES, useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { Bone, controls } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { TextInput } from '#/ui/fields'
import classes from './docs.module.css'
import { type Document, find, type Operation, operationsOf } from './document'
import { OperationView } from './operation'
import { SchemaView } from './schema'
import { Method, Prose } from './text'

const route = getRouteApi('/docs')

async function load(): Promise<Document> {
  const response = await fetch('/api/openapi.json')
  if (!response.ok) throw new Error(String(response.status))
  return response.json()
}

export function DocsPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery({
    queryKey: ['openapi'],
    queryFn: load,
    staleTime: Number.POSITIVE_INFINITY,
  })
  useTitle(t('docs.title'))
  return (
    <div className={classes.page}>
      <Head />
      {data ? (
        <Reference document={data} />
      ) : (
        <main className={classes.main} id="main">
          <h1>{t('docs.title')}</h1>
          {error ? <Failed error={error} retry={() => void refetch()} /> : <Bone width="100%" height={320} />}
        </main>
      )}
    </div>
  )
}

function Head() {
  const { t, language } = useI18n()
  return (
    <header className={classes.head}>
      <Link to="/docs" search={{}} className={classes.brand}>
        <img src="/mark.svg" alt="" width={24} height={24} />
        {t('docs.title')}
      </Link>
      <nav className={classes.languages} aria-label={t('profile.language')}>
        {LANGUAGES.map((known) => (
          <button
            key={known.code}
            type="button"
            lang={known.code}
            aria-current={known.code === language || undefined}
            className={known.code === language ? undefined : controls.link}
            onClick={() => void chooseLocale(known.locale)}
          >
            {known.name}
          </button>
        ))}
      </nav>
      <Link to="/" className={controls.link}>
        {t('docs.dashboard')}
      </Link>
    </header>
  )
}

function Reference({ document }: { document: Document }) {
  const { t } = useI18n()
  const { operation: id, schema } = route.useSearch()
  const operations = operationsOf(document)
  const operation = operations.find((one) => one.operationId === id)
  const known = schema ? document.components.schemas[schema] : undefined
  return (
    <>
      <Contents document={document} operations={operations} />
      <main className={classes.main} id="main" key={`${id} ${schema}`}>
        {operation ? (
          <OperationView document={document} operation={operation} />
        ) : known && schema ? (
          <SchemaView name={schema} schema={known} />
        ) : (
          <>
            {(id || schema) && <p role="alert">{t('docs.gone')}</p>}
            <Overview document={document} />
          </>
        )}
      </main>
    </>
  )
}

function Overview({ document }: { document: Document }) {
  const { t } = useI18n()
  return (
    <>
      <h1>
        {document.info.title} <span className={classes.version}>{document.info.version}</span>
      </h1>
      <Prose text={document.info.description} />
      <p className={classes.ways}>
        <a href="/api/openapi.json" className={controls.link}>
          {t('docs.document')}
        </a>
        <a href="/problems/" className={controls.link}>
          {t('docs.problems')}
        </a>
      </p>
      <dl className={classes.tags} lang="en">
        {document.tags.map((tag) => (
          <div key={tag.name}>
            <dt>{tag.name}</dt>
            <dd>{tag.description}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

/** The list of everything. On a phone it stands above, folded once something was chosen. */
function Contents({ document, operations }: { document: Document; operations: Operation[] }) {
  const { t } = useI18n()
  const { operation: id, schema } = route.useSearch()
  const [words, setWords] = useState('')
  const found = find(operations, useDeferredValue(words))
  const chosen = Boolean(id || schema)
  return (
    <nav className={classes.contents} aria-label={t('docs.operations')}>
      <details key={`${id} ${schema}`} open={!chosen || matchMedia('(min-width: 901px)').matches}>
        <summary>{t('docs.operations')}</summary>
        <TextInput
          type="search"
          aria-label={t('docs.search')}
          placeholder={t('docs.search')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <ul lang="en">
          {document.tags.map((tag) => (
            <Group
              key={tag.name}
              name={tag.name}
              operations={found.filter((one) => one.tags[0] === tag.name)}
            />
          ))}
        </ul>
        {found.length === 0 && <p role="status">{t('docs.none')}</p>}
        <h2 className={classes.group}>{t('docs.schemas')}</h2>
        <ul lang="en">
          {Object.keys(document.components.schemas)
            .filter((name) => name.toLowerCase().includes(words.toLowerCase()))
            .map((name) => (
              <li key={name}>
                <Link
                  to="/docs"
                  search={{ schema: name }}
                  className={classes.entry}
                  aria-current={name === schema}
                >
                  {name}
                </Link>
              </li>
            ))}
        </ul>
      </details>
    </nav>
  )
}

function Group({ name, operations }: { name: string; operations: Operation[] }) {
  const { operation: id } = route.useSearch()
  if (operations.length === 0) return null
  return (
    <li>
      <h2 className={classes.group}>{name}</h2>
      <ul>
        {operations.map((one) => (
          <li key={one.operationId}>
            <Link
              to="/docs"
              search={{ operation: one.operationId }}
              className={classes.entry}
              aria-current={one.operationId === id}
            >
              <Method name={one.method} />
              <span>{one.summary}</span>
            </Link>
          </li>
        ))}
      </ul>
    </li>
  )
}
