// SPDX-License-Identifier: Apache-2.0
// What a mail says. Its HTML stands in a frame without scripts, forms or our origin.
import { useState } from 'react'
import { isStatus } from '#/api/problem'
import type { Mail } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Segments } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { forms } from '#/ui/form'
import { type Box, framed, useMailContent } from './mails'
import classes from './mails.module.css'

const nonce = () => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

export function MailDialog({ box, mail, onClose }: { box: Box; mail: Mail; onClose(): void }) {
  const { t } = useI18n()
  const [form, setForm] = useState<'html' | 'text'>('html')
  const { data, error, refetch } = useMailContent(box, mail.id)
  return (
    <Dialog open wide title={mail.subject} onClose={onClose}>
      <div className={forms.form}>
        <p className={forms.quiet}>{t('mails.to', { to: mail.recipient })}</p>
        {isStatus(error, 410) ? (
          <p>{t('mails.gone')}</p>
        ) : error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : data ? (
          <>
            <Segments<'html' | 'text'>
              label={t('mails.form')}
              value={form}
              choices={[
                { value: 'html', label: t('mails.html') },
                { value: 'text', label: t('mails.text') },
              ]}
              onChange={setForm}
            />
            {form === 'html' ? (
              <iframe
                className={classes.frame}
                title={mail.subject}
                sandbox="allow-popups allow-popups-to-escape-sandbox"
                srcDoc={framed(data.html, nonce())}
              />
            ) : (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              <pre className={classes.text} tabIndex={0}>
                {data.text}
              </pre>
            )}
          </>
        ) : (
          <Bone width="100%" height={320} />
        )}
      </div>
    </Dialog>
  )
}
