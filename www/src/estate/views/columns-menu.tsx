// SPDX-License-Identifier: Apache-2.0
// Which columns a table shows behind the name, and in which order.
import { useI18n } from '#/app/i18n/i18n'
import { Button, IconButton } from '#/ui/control'
import { forms } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Popover } from '#/ui/overlay'
import { say } from '#/ui/toast'
import classes from './views.module.css'

interface ColumnsMenuProps {
  columns: { name: string; label: string; usual?: boolean }[]
  /** Shown, in their order. */
  chosen: string[]
  /** undefined: the usual ones. */
  onChange(names: string | undefined): void
}

export function ColumnsMenu({ columns, chosen, onChange }: ColumnsMenuProps) {
  const { t } = useI18n()
  const usual = columns.filter((column) => column.usual).map(({ name }) => name)
  const label = (name: string) => columns.find((column) => column.name === name)?.label ?? name
  const others = columns.map(({ name }) => name).filter((name) => !chosen.includes(name))
  const choose = (names: string[]) =>
    onChange(names.length === 0 || names.join() === usual.join() ? undefined : names.join())

  function toggle(name: string, shown: boolean) {
    choose(shown ? [...chosen, name] : chosen.filter((other) => other !== name))
  }
  function move(name: string, by: 1 | -1) {
    const order = chosen.filter((other) => other !== name)
    const at = chosen.indexOf(name) + by
    order.splice(at, 0, name)
    choose(order)
    say(t('columns.moved', { name: label(name), place: at + 1, count: chosen.length }))
  }

  return (
    <Popover position="bottom-end" width={300}>
      <Popover.Target>
        <Button small kind="bare">
          <Icon name="table" small />
          {t('columns.title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns.title')}>
        <ul className={classes.columns}>
          {[...chosen, ...others].map((name) => {
            const at = chosen.indexOf(name)
            return (
              <li key={name}>
                <label className={forms.check}>
                  <input
                    type="checkbox"
                    checked={at >= 0}
                    // the last one stays: a table without columns is a list of names
                    disabled={chosen.length === 1 && at === 0}
                    onChange={(event) => toggle(name, event.currentTarget.checked)}
                  />
                  {label(name)}
                </label>
                {at > 0 && (
                  <IconButton
                    small
                    icon="up"
                    label={t('columns.earlier', { name: label(name) })}
                    onClick={() => move(name, -1)}
                  />
                )}
                {at >= 0 && at < chosen.length - 1 && (
                  <IconButton
                    small
                    icon="down"
                    label={t('columns.later', { name: label(name) })}
                    onClick={() => move(name, 1)}
                  />
                )}
              </li>
            )
          })}
        </ul>
        <Button small kind="bare" onClick={() => onChange(undefined)}>
          {t('columns.usual')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
