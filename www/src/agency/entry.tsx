// SPDX-License-Identifier: Apache-2.0
// The frame of the pages before sign-in: one form at the left, one picture at the right, languages below.
import type { ReactNode } from 'react'
import { chooseLocale, LANGUAGES, useI18n } from '#/app/i18n/i18n'
import { controls } from '#/ui/control'
import classes from './entry.module.css'

export { classes as entry }

function Brand() {
  const { t } = useI18n()
  return (
    <div className={classes.brand}>
      <img src="/mark.svg" alt="" width={28} height={28} />
      {t('shell.product')}
    </div>
  )
}

export function Entry({ children }: { children: ReactNode }) {
  const { t, language } = useI18n()
  return (
    <div className={classes.page}>
      <main className={classes.side} id="main">
        <Brand />
        <div className={classes.form}>{children}</div>
        <nav className={classes.foot} aria-label={t('profile.language')}>
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
      </main>
      <div className={classes.picture}>
        <img src="/art/skyline.svg" alt="" />
      </div>
    </div>
  )
}
