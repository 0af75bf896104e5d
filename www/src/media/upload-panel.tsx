// SPDX-License-Identifier: Apache-2.0
// Adding photos: what is on its way, file by file, with the drop zone in the same row.
import { useEffect, useRef, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Bar, Button, controls, IconButton } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { say, toast } from '#/ui/toast'
import { addFiles, clearDone, removeUpload, retry, setPaused } from './queue/queue'
import type { Upload } from './queue/types'
import { useUploads } from './queue/use-uploads'
import classes from './upload-panel.module.css'

/** An iPhone hands over JPEG, which shows everywhere, unless HEIC is asked for by name. */
const ACCEPT = /iPhone|iPad/.test(navigator.userAgent) ? 'image/*' : 'image/*,.heic,.heif'
const AT_ONCE = 100

export function useAddFiles(propertyId: string) {
  const { t } = useI18n()
  return async (files: File[]) => {
    const taken = files.slice(0, AT_ONCE)
    const { added, twins } = await addFiles(propertyId, taken)
    if (added) say(t('upload.added', { count: added }))
    if (twins) toast(t('upload.twins', { count: twins }))
    if (files.length > AT_ONCE) toast(t('upload.too-many', { max: AT_ONCE }))
  }
}

interface UploadPanelProps {
  propertyId: string
  /** There are photos already: while nothing is on its way the panel is a single line. */
  slim: boolean
  /** Stands at the end of that line. */
  beside?: React.ReactNode
}

export function UploadPanel({ propertyId, slim, beside }: UploadPanelProps) {
  const { t, fmt } = useI18n()
  const { list, sum, left, paused } = useUploads(propertyId)
  const over = useDropAnywhere(propertyId)
  const finished = list.length > 0 && !sum.busy && sum.failed === 0
  useEffect(() => {
    if (sum.busy || sum.done === 0) return
    say(t('upload.finished', { count: sum.done }))
    const timer = setTimeout(() => clearDone(propertyId), 6000)
    return () => clearTimeout(timer)
  }, [propertyId, sum.busy, sum.done, t])
  const title = sum.busy
    ? t('upload.title', { count: sum.files })
    : finished
      ? t('upload.finished', { count: sum.done })
      : t('upload.stuck', { count: sum.failed })

  return (
    <section
      className={classes.panel}
      aria-label={t('upload.label')}
      data-over={over || undefined}
      data-busy={list.length > 0 || undefined}
    >
      {list.length > 0 && (
        <header className={classes.head}>
          <h2>{title}</h2>
          {sum.busy || finished ? (
            <Bar ratio={sum.size ? sum.sent / sum.size : 0} label={t('upload.label')} />
          ) : (
            <span className={classes.gap} />
          )}
          <span className={classes.meta} hidden={!sum.busy && !finished}>
            {t('upload.sum', { sent: fmt.bytesOf(sum.sent, sum.size), size: fmt.bytes(sum.size) })}
            {left !== null && left > 0 && sum.busy && !paused && ` · ${timeLeft(t, left)}`}
            {paused && ` · ${t('upload.paused')}`}
          </span>
          {sum.busy && (
            <Button small icon={paused ? 'play' : 'pause'} onClick={() => setPaused(!paused)}>
              {t(paused ? 'upload.resume' : 'upload.pause')}
            </Button>
          )}
          {!sum.busy && sum.failed > 0 && (
            <IconButton
              small
              icon="x"
              label={t('upload.dismiss')}
              onClick={() => {
                for (const upload of list) void removeUpload(upload.id)
              }}
            />
          )}
        </header>
      )}
      <div className={classes.row} data-empty={list.length === 0 || undefined}>
        {list.length > 0 && (
          <ul className={classes.tiles}>
            {list.map((upload) => (
              <Tile key={upload.id} upload={upload} />
            ))}
          </ul>
        )}
        <DropZone propertyId={propertyId} slim={slim && list.length === 0} />
        {list.length === 0 && beside}
      </div>
    </section>
  )
}

type Translate = ReturnType<typeof useI18n>['t']

function timeLeft(t: Translate, seconds: number): string {
  return seconds < 90
    ? t('upload.seconds', { seconds })
    : t('upload.minutes', { minutes: Math.round(seconds / 60) })
}

function Tile({ upload }: { upload: Upload }) {
  const { t, fmt } = useI18n()
  const { step, failure } = upload
  const [broken, setBroken] = useState(false)
  const ratio = upload.size ? Math.min(1, upload.sent / upload.size) : 0
  const bad = step === 'failed'
  // What the server will never take is only in the way.
  const canRetry = failure !== 'type' && failure !== 'size' && failure !== 'forbidden'
  const words = bad
    ? t(`upload.failed.${failure ?? 'connection'}`)
    : step === 'sending' && ratio > 0
      ? fmt.percent(ratio)
      : t(`upload.step.${step}`)
  return (
    <li className={classes.tile} data-step={step}>
      <span className={classes.thumb}>
        {upload.preview && !broken ? (
          <img src={upload.preview} alt="" onError={() => setBroken(true)} />
        ) : (
          !bad && step !== 'done' && <Icon name="image" />
        )}
        {(step === 'done' || bad) && (
          <span className={classes.mark}>
            <Icon name={step === 'done' ? 'check' : 'warn'} />
          </span>
        )}
        {step !== 'done' && step !== 'committing' && (
          <span className={classes.remove}>
            <IconButton
              small
              icon="x"
              label={t('upload.remove', { name: upload.name })}
              onClick={() => void removeUpload(upload.id)}
            />
          </span>
        )}
      </span>
      <span className={`${classes.name} ${controls.cut}`} title={upload.name}>
        {upload.name}
      </span>
      <Bar ratio={step === 'done' ? 1 : ratio} label={upload.name} bad={bad} />
      <span className={classes.state}>
        <span className={controls.cut} title={words}>
          {words}
        </span>
        {bad && !canRetry ? (
          <button type="button" className={controls.link} onClick={() => void removeUpload(upload.id)}>
            {t('upload.leave-out')}
          </button>
        ) : bad ? (
          <button type="button" className={controls.link} onClick={() => void retry(upload.id)}>
            <Icon name="retry" small />
            {t('ui.retry')}
          </button>
        ) : (
          <span className={classes.size}>{fmt.bytes(upload.size)}</span>
        )}
      </span>
    </li>
  )
}

function DropZone({ propertyId, slim }: { propertyId: string; slim: boolean }) {
  const { t } = useI18n()
  const add = useAddFiles(propertyId)
  const files = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const take = (event: React.ChangeEvent<HTMLInputElement>) => {
    void add(Array.from(event.currentTarget.files ?? []))
    event.currentTarget.value = ''
  }
  return (
    <div className={classes.drop} data-slim={slim || undefined}>
      <Icon name="upload" />
      <b className={classes.wide}>{t('upload.drop')}</b>
      <b className={classes.touch}>{t('upload.add')}</b>
      <span className={classes.wide}>
        {t('upload.or')}{' '}
        <button type="button" className={controls.link} onClick={() => files.current?.click()}>
          {t('upload.choose')}
        </button>{' '}
        · {t('upload.limit', { max: AT_ONCE })}
      </span>
      <span className={classes.touch}>
        <Button icon="camera" kind="main" onClick={() => camera.current?.click()}>
          {t('upload.camera')}
        </Button>
        <Button icon="image" onClick={() => files.current?.click()}>
          {t('upload.library')}
        </Button>
      </span>
      <input ref={files} type="file" accept={ACCEPT} multiple hidden onChange={take} data-testid="files" />
      <input ref={camera} type="file" accept="image/*" capture="environment" hidden onChange={take} />
    </div>
  )
}

/** Files may be dropped anywhere on the page; true while they hover above it. */
function useDropAnywhere(propertyId: string): boolean {
  const add = useAddFiles(propertyId)
  const latest = useRef(add)
  latest.current = add
  const [over, setOver] = useState(false)
  useEffect(() => {
    let depth = 0
    const withFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!withFiles(event)) return
      depth++
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!withFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const hover = (event: DragEvent) => withFiles(event) && event.preventDefault()
    const drop = (event: DragEvent) => {
      if (!withFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      void latest.current(Array.from(event.dataTransfer?.files ?? []))
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', hover)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', hover)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return over
}
