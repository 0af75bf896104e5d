// SPDX-License-Identifier: Apache-2.0
// What Stagefy does for one at the moment, and did within the last day: a button in the top bar that is there as long as there is
// something to tell, and the panel behind it.
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useI18n, withWords } from '#/app/i18n/i18n'
import { Icon } from '#/ui/icon'
import { Popover } from '#/ui/overlay'
import { say } from '#/ui/toast'
import { groupsOf, isLive, isShown, type State, signOf } from './groups'
import { useMyJobs } from './jobs'
import classes from './jobs.module.css'
import { usePutAway } from './put-away'

const panel = withWords(() => import('./jobs-panel').then((m) => ({ default: m.JobsPanel })))
const JobsPanel = lazy(panel)

const ICONS = { failed: 'warn', completed: 'check', cancelled: 'x' } as const

export function JobsButton() {
  const { t } = useI18n()
  const [open, setOpen] = useState(false)
  const { data } = useMyJobs(open)
  const away = usePutAway()
  const groups = groupsOf(data?.filter((job) => isShown(job, away)) ?? [])
  const sign = signOf(groups)
  const live = data?.filter(isLive).length ?? 0
  useEnding(sign)
  useEffect(() => {
    // there when the button is pressed
    if (sign) void panel().catch(() => undefined)
  }, [sign])
  if (!sign && !open) return null
  function change(next: boolean) {
    setOpen(next)
    // the button goes with the panel
    if (!next && !sign) document.getElementById('main')?.focus({ preventScroll: true })
  }
  return (
    <Popover opened={open} onChange={change} position="bottom-end" width={400}>
      <Popover.Target>
        <button
          type="button"
          className={classes.button}
          data-state={sign}
          aria-expanded={open}
          aria-haspopup="dialog"
          title={t('jobs.title')}
          aria-label={`${t('jobs.title')}: ${sign ? t(`jobs.sign.${sign}`, { count: live }) : t('jobs.none')}`}
          onClick={() => change(!open)}
        >
          {live > 0 ? (
            <span className={classes.turning}>{live > 99 ? '99+' : live}</span>
          ) : (
            <Icon name={ICONS[sign as keyof typeof ICONS] ?? 'check'} />
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.floating} aria-label={t('jobs.title')}>
        <Suspense fallback={null}>
          <JobsPanel groups={groups} onClose={() => change(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Says once, to those who listen, how what was under way has ended. */
function useEnding(sign: State | undefined) {
  const { t } = useI18n()
  const before = useRef(sign)
  useEffect(() => {
    const was = before.current
    before.current = sign
    if ((was === 'running' || was === 'waiting') && (sign === 'completed' || sign === 'failed'))
      say(t(`jobs.sign.${sign}`, { count: 0 }))
  }, [sign, t])
}
