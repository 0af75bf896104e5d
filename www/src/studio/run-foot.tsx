// SPDX-License-Identifier: Apache-2.0
// What it costs, step by step, and the one button that says all of it: how much, what is left after, and what failures cost.
import { useI18n } from '#/app/i18n/i18n'
import { useCredits } from '#/billing/credits'
import { controls } from '#/ui/control'
import classes from './foot.module.css'
import { toolName } from './names'
import type { Line } from './recipe'

interface RunFootProps {
  lines: Line[]
  photos: number
  total: number
  /** What the server says is left; until then it is reckoned from the balance. */
  left: number | undefined
  /** Why it cannot be run, in words. */
  obstacle: string | undefined
  /** Where that can be changed: on a phone it may be far from the button. */
  lead: string
  busy: boolean
  video?: boolean
  onRun(): void
}

function leadTo(id: string) {
  document.getElementById(id)?.scrollIntoView({ block: 'start' })
}

export function RunFoot({ lines, photos, total, left, obstacle, lead, busy, video, onRun }: RunFootProps) {
  const { t, fmt } = useI18n()
  const { data: credits } = useCredits()
  const after = left ?? (credits ? credits.available - total : undefined)
  const short = after !== undefined && after < 0
  return (
    <div className={classes.foot} data-idle={obstacle ? '' : undefined}>
      {lines.length > 1 && (
        <dl className={classes.sum}>
          {lines.map(({ tool, price, count }) => (
            <div key={tool}>
              <dt>
                {price
                  ? t('studio.line', { name: toolName(t, tool), count, price: fmt.number(price) })
                  : t('studio.line-free', { name: toolName(t, tool), count })}
              </dt>
              <dd>{price ? fmt.number(price * count) : t('studio.free')}</dd>
            </div>
          ))}
          <div className={classes.total}>
            <dt>{t('studio.total')}</dt>
            <dd>{total ? t('studio.credits', { count: total }) : t('studio.free')}</dd>
          </div>
        </dl>
      )}
      <p id="studio-obstacle" className={classes.obstacle} aria-live="polite">
        {obstacle}
      </p>
      <button
        type="button"
        className={`${controls.button} ${classes.run}`}
        data-kind="main"
        data-wide
        data-busy={busy || undefined}
        aria-disabled={busy || Boolean(obstacle) || undefined}
        aria-describedby={obstacle ? 'studio-obstacle' : undefined}
        onClick={() => {
          if (obstacle) leadTo(lead)
          else if (!busy) onRun()
        }}
      >
        <span>
          {video
            ? t('studio.run-video', { photos, total })
            : photos === 0
              ? t('studio.run-none')
              : t('studio.run', { photos, total })}
        </span>
        <small>
          {!video && lines.length === 0
            ? t('studio.run-failures')
            : total === 0
              ? t('studio.run-free')
              : short
                ? t('studio.run-short', { count: total - (credits?.available ?? 0) })
                : after === undefined
                  ? t('studio.run-failures')
                  : t('studio.run-left', { left: fmt.number(after) })}
        </small>
      </button>
    </div>
  )
}
