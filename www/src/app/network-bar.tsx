// SPDX-License-Identifier: Apache-2.0
// The calm bar for a lost connection. It says what is safe, and goes by itself.
import { useReach } from '#/api/network'
import { Icon } from '#/ui/icon'
import { useI18n } from './i18n/i18n'
import classes from './network-bar.module.css'

export function NetworkBar() {
  const reach = useReach()
  const { t } = useI18n()
  return (
    <div role="status">
      {reach !== 'ok' && (
        <p className={classes.bar}>
          <Icon name="cloud" />
          <span>{t(reach === 'offline' ? 'network.offline' : 'network.unreachable')}</span>
        </p>
      )}
    </div>
  )
}
