// SPDX-License-Identifier: Apache-2.0
// How well something suits, and why: each thing asked for with what became of it.
import type { Match } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Popover } from '#/ui/overlay'
import classes from './contacts.module.css'

const CRITERIA = ['place', 'price', 'property_type', 'living_area', 'bedrooms', 'features'] as const

export function Score({ match }: { match: Match }) {
  const { t, fmt } = useI18n()
  const percent = `${fmt.number(match.score)} %`
  return (
    <Popover width={260} position="bottom-end">
      <Popover.Target>
        <button type="button" className={classes.score} aria-label={t('match.score', { percent })}>
          {percent}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <dl className={classes.reasons}>
          {CRITERIA.map((name) => {
            const state = match.reasons[name]
            return (
              state && (
                <div key={name} data-state={state}>
                  <dt>{t(`match.${name}`)}</dt>
                  <dd>{t(`match.${state}`)}</dd>
                </div>
              )
            )
          })}
        </dl>
      </Popover.Dropdown>
    </Popover>
  )
}
