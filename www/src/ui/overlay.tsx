// SPDX-License-Identifier: Apache-2.0
// The component library's floating parts, set up once: menus and popovers; dialogs are in dialog.tsx.
import {
  Menu as MantineMenu,
  Popover as MantinePopover,
  type MenuProps,
  type PopoverProps,
} from '@mantine/core'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/UnstyledButton.layer.css'
import '@mantine/core/styles/Paper.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Menu.layer.css'
import type { ReactNode } from 'react'
import { Icon } from './icon'
import classes from './overlay.module.css'

const floating = { duration: 120, transition: 'fade-down' as const }

function OurMenu(props: MenuProps) {
  return (
    <MantineMenu
      position="bottom-end"
      offset={6}
      transitionProps={floating}
      classNames={{
        dropdown: classes.floating,
        item: classes.item,
        label: classes.label,
        divider: classes.divider,
      }}
      {...props}
    />
  )
}

interface ChoiceProps {
  checked: boolean
  /** Called when another choice becomes this one. */
  onChoose(): void
  /** The menu stays, so that the effect can be seen and another be tried. */
  stays?: boolean
  children: ReactNode
}

/** One of several, with a mark at the one that holds. */
function MenuChoice({ checked, onChoose, stays, children }: ChoiceProps) {
  return (
    <MantineMenu.RadioItem
      value=""
      checked={checked}
      onChange={() => !checked && onChoose()}
      closeMenuOnClick={!stays}
      checkIcon={<Icon name="check" small />}
    >
      {children}
    </MantineMenu.RadioItem>
  )
}

/** Parts of a menu as in the library: Menu.Target, Menu.Dropdown, Menu.Item, … */
export const Menu = Object.assign(OurMenu, {
  Target: MantineMenu.Target,
  Dropdown: MantineMenu.Dropdown,
  Item: MantineMenu.Item,
  Choice: MenuChoice,
  Label: MantineMenu.Label,
  Divider: MantineMenu.Divider,
})

function OurPopover(props: PopoverProps) {
  return (
    <MantinePopover
      position="bottom-start"
      offset={6}
      trapFocus
      returnFocus
      transitionProps={floating}
      classNames={{ dropdown: classes.floating }}
      {...props}
    />
  )
}

export const Popover = Object.assign(OurPopover, {
  Target: MantinePopover.Target,
  Dropdown: MantinePopover.Dropdown,
})
