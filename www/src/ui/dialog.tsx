// SPDX-License-Identifier: Apache-2.0
// A dialog over the page, set up once. Apart from the menus (overlay.tsx), which the first screens need and this they do not.
import { Modal } from '@mantine/core'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/UnstyledButton.layer.css'
import '@mantine/core/styles/Overlay.layer.css'
import '@mantine/core/styles/Paper.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/ModalBase.layer.css'
import '@mantine/core/styles/Modal.layer.css'
import { type ReactNode, useEffect, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import classes from './dialog.module.css'

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
