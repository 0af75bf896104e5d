// SPDX-License-Identifier: Apache-2.0
// What is shown once: copied or written down, then gone.
import { useI18n } from '#/app/i18n/i18n'
import { Button } from './control'
import { copyText } from './copy'
import { forms } from './form'
import classes from './secret.module.css'

interface SecretProps {
  value: string
  why: string
  /** What the button says that ends it. */
  kept: string
  onDone(): void
}

export function Secret({ value, why, kept, onDone }: SecretProps) {
  const { t } = useI18n()
  return (
    <div className={forms.form}>
      <p>{why}</p>
      <code className={classes.secret}>{value}</code>
      <div className={forms.ends}>
        <Button kind="main" icon="copy" data-autofocus onClick={() => void copyText(value)}>
          {t('ui.copy')}
        </Button>
        <Button onClick={onDone}>{kept}</Button>
      </div>
    </div>
  )
}
