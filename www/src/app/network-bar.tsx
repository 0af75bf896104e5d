// SPDX-License-Identifier: Apache-2.0
// The calm bar for a lost connection. It says what is safe; when the server is back, what is shown is read again, and only then
// does it say that all is well, for a moment.
import { useEffect, useRef, useState } from 'react'
import { useReach } from '#/api/network'
import { Icon } from '#/ui/icon'
import { useI18n } from './i18n/i18n'
import classes from './network-bar.module.css'
import { queryClient } from './queries'

const SHOWN = 3000

/** True for a moment after a lost connection, once everything has been read again. */
function useBack(reach: string): boolean {
  const [back, setBack] = useState(false)
  const lost = useRef(false)
  useEffect(() => {
    if (reach !== 'ok') {
      lost.current = true
      setBack(false)
      return
    }
    if (!lost.current) return
    lost.current = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    void queryClient.invalidateQueries().then(() => {
      if (gone) return
      setBack(true)
      timer = setTimeout(() => setBack(false), SHOWN)
    })
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [reach])
  return back
}

export function NetworkBar() {
  const reach = useReach()
  const back = useBack(reach)
  const { t } = useI18n()
  return (
    <div role="status">
      {reach !== 'ok' && (
        <p className={classes.bar}>
          <Icon name="cloud" />
          <span>{t(reach === 'offline' ? 'network.offline' : 'network.unreachable')}</span>
        </p>
      )}
      {back && (
        <p className={`${classes.bar} ${classes.back}`}>
          <Icon name="check" />
          <span>{t('network.back')}</span>
        </p>
      )}
    </div>
  )
}
