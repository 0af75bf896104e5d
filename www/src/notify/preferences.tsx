// SPDX-License-Identifier: Apache-2.0
// What one wants to be told of, and how: a section of the profile. Choices take effect at once.
import { useLocation } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useMe } from '#/agency/me'
import page from '#/agency/page.module.css'
import type { NotificationPreferences } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Segments } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { changed, type PreferenceChange, usePrefer, usePreferences } from './notifications'
import classes from './notify.module.css'

const WAYS = ['in_app', 'mail'] as const
const DIGESTS = ['off', 'soon', 'daily'] as const

export function NotificationSection() {
  const { t } = useI18n()
  const me = useMe()
  const { data, error, refetch } = usePreferences()
  const section = useRef<HTMLElement>(null)
  const asked = useLocation({ select: (location) => location.hash === 'notifications' })
  useEffect(() => {
    if (asked) section.current?.scrollIntoView()
  }, [asked])
  return (
    <section className={page.block} id="notifications" ref={section} aria-labelledby="notifications-title">
      <header>
        <h2 id="notifications-title">{t('notify.title')}</h2>
        <p>{t('notify.choose-why', { agency: me.agency?.name ?? '' })}</p>
      </header>
      {data ? (
        <Choices kept={data} proved={me.email_verified} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={240} />
      )}
    </section>
  )
}

function Choices({ kept, proved }: { kept: NotificationPreferences; proved: boolean }) {
  const { t } = useI18n()
  const prefer = usePrefer()
  const outcome = useOutcome()
  // the cache tells of a change a moment later, and a box would jump back for that long
  const [now, setNow] = useState(kept)
  useEffect(() => setNow(kept), [kept])
  const change = (to: PreferenceChange) => {
    outcome.clear()
    setNow((shown) => changed(shown, to))
    prefer.mutate(to, { onError: outcome.fail })
  }
  return (
    <div className={forms.form}>
      <table className={classes.choices}>
        <thead>
          <tr>
            <td />
            {WAYS.map((way) => (
              <th key={way} scope="col">
                {t(`notify.${way}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {now.kinds.map((one) => (
            <tr key={one.kind}>
              <th scope="row">{t(`notify.kind.${one.kind}`)}</th>
              {WAYS.map((way) => (
                <td key={way}>
                  <label>
                    <input
                      type="checkbox"
                      checked={one[way]}
                      disabled={way === 'mail' && now.mail_digest === 'off'}
                      aria-label={`${t(`notify.kind.${one.kind}`)}: ${t(`notify.${way}`)}`}
                      onChange={(event) =>
                        change({ kinds: [{ kind: one.kind, [way]: event.currentTarget.checked }] })
                      }
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={page.setting}>
        <span aria-hidden="true">{t('notify.digest')}</span>
        <Segments
          label={t('notify.digest')}
          value={now.mail_digest}
          choices={DIGESTS.map((value) => ({ value, label: t(`notify.digest.${value}`) }))}
          onChange={(mail_digest) => change({ mail_digest })}
        />
      </div>
      <p className={classes.note}>{t(proved ? `notify.digest.${now.mail_digest}-why` : 'notify.unproved')}</p>
      <Wrong text={outcome.wrong} />
    </div>
  )
}
