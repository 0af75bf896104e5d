// SPDX-License-Identifier: Apache-2.0
// The component library's floating parts, set up once: dialogs, menus, popovers.
import {
  Menu as MantineMenu,
  Popover as MantinePopover,
  type MenuProps,
  Modal,
  type PopoverProps,
} from '@mantine/core'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/UnstyledButton.layer.css'
import '@mantine/core/styles/Overlay.layer.css'
import '@mantine/core/styles/Paper.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/Menu.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import { type ReactNode, useEffect, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
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

interface DialogProps {
  open: boolean
  title: ReactNode
  /** Without it nothing but a choice inside ends the dialog. */
  onClose?(): void
  children: ReactNode
  wide?: boolean
}

/** A dialog that is taken away at once gives the focus back itself; the library does so only after its own closing. */
function useFocusReturn() {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement)
          before.focus({ preventScroll: true })
      })
    },
    [before],
  )
}

export function Dialog({ open, title, onClose, children, wide }: DialogProps) {
  const { t } = useI18n()
  useFocusReturn()
  return (
    <Modal
      opened={open}
      onClose={onClose ?? (() => undefined)}
      closeOnEscape={Boolean(onClose)}
      closeOnClickOutside={Boolean(onClose)}
      withCloseButton={Boolean(onClose)}
      title={title}
      size={wide ? 760 : 480}
      yOffset="10dvh"
      classNames={{ content: classes.dialog, header: classes.head, title: classes.title, body: classes.body }}
      overlayProps={{ className: classes.veil, backgroundOpacity: 0.4 }}
      transitionProps={{ duration: 140, transition: 'fade' }}
      // The library's head is a <header>, which beside the page's would be a second banner.
      attributes={{ header: { role: 'presentation' } }}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {children}
    </Modal>
  )
}
