// SPDX-License-Identifier: Apache-2.0
// Keys that programs come in with: the list, and how to begin.
import { useState } from 'react'
import type { ApiKey } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Bone, Button, IconButton, Tag } from '#/ui/control'
import { copyText } from '#/ui/copy'
import { Failed } from '#/ui/empty'
import { KeyDialog } from './key-dialog'
import { KeyLogDialog } from './key-log-dialog'
import { ResetSandboxDialog, RevokeKeyDialog } from './key-revoke-dialog'
import { stateOf, useKeys } from './keys'
import classes from './keys-page.module.css'
import page from './page.module.css'
import { Sites } from './sites'
import { Subpage } from './subpage'

type Open = { kind: 'make' | 'reset' } | { kind: 'log' | 'revoke'; of: ApiKey } | undefined

export function KeysPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useKeys()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <Subpage
      title={t('keys.title')}
      lead={t('keys.lead')}
      action={
        <Button kind="main" icon="plus" onClick={() => setOpen({ kind: 'make' })}>
          {t('keys.make')}
        </Button>
      }
    >
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <ul className={page.rows} aria-busy={!data}>
          {data?.map((key) => (
            <Key
              key={key.id}
              of={key}
              onLog={() => setOpen({ kind: 'log', of: key })}
              onRevoke={() => setOpen({ kind: 'revoke', of: key })}
            />
          )) ?? <Bone width="100%" height={72} />}
          {data?.length === 0 && <li className={page.none}>{t('keys.none')}</li>}
        </ul>
      )}
      {data?.some((key) => key.mode === 'test') && (
        <section className={page.section}>
          <h2>{t('keys.sandbox')}</h2>
          <div className={page.setting}>
            <p className={classes.why}>{t('keys.sandbox-why')}</p>
            <Button onClick={() => setOpen({ kind: 'reset' })}>{t('keys.reset')}</Button>
          </div>
        </section>
      )}
      <Sites />
      <QuickStart />
      {open?.kind === 'make' && <KeyDialog onClose={close} />}
      {open?.kind === 'reset' && <ResetSandboxDialog onClose={close} />}
      {open?.kind === 'log' && <KeyLogDialog of={open.of} onClose={close} />}
      {open?.kind === 'revoke' && <RevokeKeyDialog of={open.of} onClose={close} />}
    </Subpage>
  )
}

const TINTS = { live: 'green', test: 'amber', expired: 'red', revoked: 'red' } as const

function Key({ of, onLog, onRevoke }: { of: ApiKey; onLog(): void; onRevoke(): void }) {
  const { t, fmt } = useI18n()
  const state = stateOf(of)
  const facts = [
    of.last_used_at ? t('keys.used', { when: fmt.ago(of.last_used_at) }) : t('keys.unused'),
    of.revoked_at
      ? t('keys.revoked-at', { date: fmt.date(of.revoked_at) })
      : of.expires_at && t('keys.until', { date: fmt.date(of.expires_at) }),
    of.allowed_addresses.length > 0 && t('keys.from', { addresses: of.allowed_addresses.join(', ') }),
    of.allowed_origins.length > 0 && t('keys.on', { sites: of.allowed_origins.join(', ') }),
  ]
  return (
    <li>
      <div className={page.what}>
        <b>
          {of.name} <Tag kind={TINTS[state]}>{t(`keys.state.${state}`)}</Tag>
        </b>
        <code>
          {of.prefix}…{of.last4}
        </code>
        <small>{of.scopes.join(', ') || t('keys.no-scope')}</small>
        <small>{facts.filter(Boolean).join(' · ')}</small>
      </div>
      <div className={page.acts}>
        <Button small onClick={onLog} aria-label={t('keys.log-of', { name: of.name })}>
          {t('keys.log')}
        </Button>
        {!of.revoked_at && (
          <Button small kind="bare" onClick={onRevoke} aria-label={t('keys.revoke-of', { name: of.name })}>
            {t('keys.revoke')}
          </Button>
        )}
      </div>
    </li>
  )
}

function QuickStart() {
  const { t } = useI18n()
  const at = `${location.origin}/api`
  const header = '-H "X-API-Key: $STAGEFY_KEY"'
  const steps = [
    { text: t('keys.start.key'), code: 'export STAGEFY_KEY=sfy_test_…' },
    { text: t('keys.start.read'), code: `curl ${header} "${at}/properties?limit=3"` },
    {
      text: t('keys.start.write'),
      code: `curl ${header} -H "Content-Type: application/json" \\\n  -d '{"address": "24, rue Ermesinde", "external_ref": "my-1"}' "${at}/properties"`,
    },
    {
      text: t('keys.start.again'),
      code: `curl ${header} -X PUT -H "Content-Type: application/json" \\\n  -d '{"address": "24, rue Ermesinde", "price": 485000}' "${at}/properties/by_ref/my-1"`,
    },
  ]
  return (
    <section className={page.section}>
      <h2>{t('keys.start')}</h2>
      <ol className={classes.steps}>
        {steps.map(({ text, code }) => (
          <li key={code}>
            <p>{text}</p>
            <div className={classes.code}>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
              <pre tabIndex={0}>{code}</pre>
              <IconButton icon="copy" label={t('ui.copy')} onClick={() => void copyText(code)} />
            </div>
          </li>
        ))}
      </ol>
      <p className={classes.why}>{t('keys.start.errors')}</p>
      <a {...asButton()} href="/docs">
        {t('keys.start.reference')}
      </a>
    </section>
  )
}
