// SPDX-License-Identifier: Apache-2.0
// What was said or seen, written down at once. What could not be saved stays in the box.
import { useRef, useState } from 'react'
import { ApiProblem } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Segments } from '#/ui/control'
import { fieldErrorText, Textarea } from '#/ui/fields'
import { say } from '#/ui/toast'
import { type About, useWriteActivity } from './queries'
import classes from './timeline.module.css'
import { BY_HAND, type ByHand } from './words'

export function QuickNote({ about }: { about: About }) {
  const { t } = useI18n()
  const write = useWriteActivity()
  const [text, setText] = useState('')
  const [kind, setKind] = useState<ByHand>('note')
  const [hidden, setHidden] = useState(false)
  const [wrong, setWrong] = useState<string>()
  // One for each entry, so that asking again after a lost answer makes no second.
  const key = useRef(crypto.randomUUID())

  async function save() {
    const words = text.trim()
    if (!words || write.isPending) return
    try {
      await write.mutateAsync({ body: { kind, text: words, private: hidden, ...about }, key: key.current })
    } catch (error) {
      const found = error instanceof ApiProblem ? error.errors : []
      return setWrong(found.map((one) => fieldErrorText(t, one)).join(' ') || t('failed.away.form'))
    }
    key.current = crypto.randomUUID()
    setText('')
    setWrong(undefined)
    say(t('timeline.written'))
  }

  return (
    <form
      className={classes.note}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          void save()
        }
      }}
    >
      <Textarea
        aria-label={t('timeline.write')}
        placeholder={t('timeline.placeholder')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10000}
        value={text}
        error={wrong}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.tools}>
        <Segments
          label={t('timeline.what')}
          value={kind}
          choices={BY_HAND.map((value) => ({ value, label: t(`timeline.kind.${value}`) }))}
          onChange={(value) => setKind(value as ByHand)}
        />
        <label className={classes.private}>
          <input
            type="checkbox"
            checked={hidden}
            onChange={(event) => setHidden(event.currentTarget.checked)}
          />
          {t('timeline.only-me')}
        </label>
        <Button type="submit" small kind="main" busy={write.isPending} disabled={!text.trim()}>
          {t('timeline.save')}
        </Button>
      </div>
    </form>
  )
}
