// SPDX-License-Identifier: Apache-2.0
// How the document's own words and code are shown. They are English, whatever the reader's language.
import { Link } from '@tanstack/react-router'
import { useI18n } from '#/app/i18n/i18n'
import { Button, controls } from '#/ui/control'
import { copyText } from '#/ui/copy'
import classes from './docs.module.css'
import { type Schema, typeOf } from './document'

export function Method({ name }: { name: string }) {
  return (
    <span className={classes.method} data-method={name}>
      {name}
    </span>
  )
}

/** Paragraphs, with `code` in backticks. */
export function Prose({ text }: { text: string }) {
  return (
    <div className={classes.prose} lang="en">
      {text.split('\n\n').map((paragraph) => (
        <p key={paragraph}>
          {paragraph.split('`').map((part, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
            index % 2 === 1 ? <code key={index}>{part}</code> : part,
          )}
        </p>
      ))}
    </div>
  )
}

export function Code({ title, text }: { title: string; text: string }) {
  const { t } = useI18n()
  return (
    <figure className={classes.code}>
      <figcaption>
        {title}
        <Button small kind="bare" icon="copy" onClick={() => void copyText(text)}>
          {t('docs.copy')}
        </Button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre tabIndex={0} lang="en">
        {text}
      </pre>
    </figure>
  )
}

export function Type({ schema }: { schema: Schema }) {
  const { text, reference } = typeOf(schema)
  if (!reference) return <code>{text}</code>
  return (
    <Link to="/docs" search={{ schema: reference }} className={controls.link}>
      <code>{text}</code>
    </Link>
  )
}
