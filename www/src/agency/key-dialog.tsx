// SPDX-License-Identifier: Apache-2.0
// Making a key: what it may do and for how long, then the key itself, which is shown this once.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Segments } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Secret } from '#/ui/secret'
import { Select, TagsInput } from '#/ui/select'
import {
  byWord,
  isScopeWord,
  type KeyDraft,
  LIFETIMES,
  type Lifetime,
  useMakeKey,
  useScopes,
  useSettings,
} from './keys'
import classes from './keys-page.module.css'

export function KeyDialog({ onClose }: { onClose(): void }) {
  const { t } = useI18n()
  const [key, setKey] = useState<string>()
  return (
    // Once the key is shown, a slip of the mouse must not take it away.
    <Dialog open title={t(key ? 'keys.made' : 'keys.make')} onClose={key ? undefined : onClose}>
      {key ? (
        <Secret value={key} why={t('keys.made-why')} kept={t('keys.kept')} onDone={onClose} />
      ) : (
        <KeyForm onMade={setKey} onClose={onClose} />
      )}
    </Dialog>
  )
}

function KeyForm({ onMade, onClose }: { onMade(key: string): void; onClose(): void }) {
  const { t } = useI18n()
  const make = useMakeKey()
  const listed = useSettings().data?.data.allowed_origins ?? []
  const [draft, setDraft] = useState<KeyDraft>({
    name: '',
    mode: 'live',
    scopes: ['properties:read'],
    addresses: [],
    sites: [],
    lifetime: '365',
  })
  const change = (part: Partial<KeyDraft>) => setDraft((now) => ({ ...now, ...part }))
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)

  function submit() {
    outcome.clear()
    if (!draft.name.trim()) return outcome.refuse([{ pointer: '/name', code: 'required' }])
    make.mutate(draft, { onError: outcome.fail, onSuccess: (made) => onMade(made.key) })
  }

  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!make.isPending) submit()
      }}
    >
      <TextInput
        label={t('keys.name')}
        description={t('keys.name-why')}
        data-autofocus
        autoComplete="off"
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
        error={errorAt('/name')}
      />
      <div>
        <Segments
          label={t('keys.mode')}
          choices={(['live', 'test'] as const).map((value) => ({ value, label: t(`keys.mode.${value}`) }))}
          value={draft.mode}
          onChange={(mode) => change({ mode })}
        />
        <p className={forms.quiet}>{t(`keys.mode.${draft.mode}-why`)}</p>
      </div>
      <ScopeTicks chosen={draft.scopes} onChange={(scopes) => change({ scopes })} />
      <Select
        label={t('keys.lifetime')}
        data={LIFETIMES.map((value) => ({ value, label: t(`keys.lifetime.${value}`) }))}
        value={draft.lifetime}
        onChange={(value) => change({ lifetime: value as Lifetime })}
        error={errorAt('/expires_at')}
      />
      <TagsInput
        label={t('keys.addresses')}
        description={t('keys.addresses-why')}
        value={draft.addresses}
        onChange={(addresses) => change({ addresses })}
        error={errorAt('/allowed_addresses')}
      />
      {listed.length > 0 && (
        <TagsInput
          label={t('keys.sites')}
          description={t('keys.sites-of-key-why')}
          data={listed}
          value={draft.sites}
          onChange={(sites) => change({ sites })}
          error={errorAt('/allowed_origins')}
        />
      )}
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button onClick={onClose}>{t('ui.cancel')}</Button>
        <Button type="submit" kind="main" busy={make.isPending}>
          {t('keys.make')}
        </Button>
      </div>
    </form>
  )
}

function ScopeTicks({ chosen, onChange }: { chosen: string[]; onChange(scopes: string[]): void }) {
  const { t } = useI18n()
  const { data = [] } = useScopes()
  const label = (word: string) => (isScopeWord(word) ? t(`keys.scope.${word}`) : word)
  return (
    <fieldset className={classes.scopes}>
      <legend className="mantine-InputWrapper-label">{t('keys.scopes')}</legend>
      {byWord(data).map(([word, rights]) => (
        <div key={word}>
          <span>{label(word)}</span>
          {rights.map((right) => {
            const scope = `${word}:${right}`
            return (
              <label key={right}>
                <input
                  type="checkbox"
                  checked={chosen.includes(scope)}
                  aria-label={`${label(word)}: ${t(right === 'read' ? 'keys.read' : 'keys.write')}`}
                  onChange={(event) =>
                    onChange(
                      data.filter((s) => (s === scope ? event.currentTarget.checked : chosen.includes(s))),
                    )
                  }
                />
                {t(right === 'read' ? 'keys.read' : 'keys.write')}
              </label>
            )
          })}
        </div>
      ))}
    </fieldset>
  )
}
