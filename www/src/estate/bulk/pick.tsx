// SPDX-License-Identifier: Apache-2.0
// The box that picks a row, or all rows that have been read.
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import classes from './bulk.module.css'
import type { Picking } from './use-picking'
import type { Selection } from './use-selection'

interface PickProps {
  name: string
  checked: boolean
  onPick(): void
}

export function Pick({ name, checked, onPick }: PickProps) {
  const { t } = useI18n()
  return (
    <input
      type="checkbox"
      className={classes.pick}
      aria-label={t('bulk.pick', { name })}
      checked={checked}
      onChange={onPick}
    />
  )
}

export function PickShown({ selection }: { selection: Selection }) {
  const { t } = useI18n()
  const some = selection.count > 0
  return (
    <input
      type="checkbox"
      className={classes.pick}
      aria-label={t('bulk.pick-shown')}
      checked={some}
      ref={(box) => {
        if (box) box.indeterminate = some && !selection.all
      }}
      onChange={selection.toggleShown}
    />
  )
}

/** Begins picking where no boxes are shown. */
export function PickButton({ picking }: { picking: Picking }) {
  const { t } = useI18n()
  return (
    <span className={classes.begin}>
      <Button
        small
        kind="bare"
        icon="check"
        aria-label={t('bulk.select')}
        aria-pressed={picking.on}
        onClick={() => (picking.on ? picking.end() : picking.begin())}
      >
        <span>{t('bulk.select')}</span>
      </Button>
    </span>
  )
}

/** The box in a list, where it stands. */
export function PickHere(props: PickProps) {
  return (
    <span className={classes.here}>
      <Pick {...props} />
    </span>
  )
}

/** The box on a card; what else is on it is covered while one picks. */
export function PickCard(props: PickProps) {
  return (
    <span className={classes.card}>
      <Pick {...props} />
    </span>
  )
}

/** The cell that the box stands in. */
export const pickCell = classes.cell
