// SPDX-License-Identifier: Apache-2.0
// Choosing one of many or several, or typing a list of words.
import {
  MultiSelect as MantineMultiSelect,
  Select as MantineSelect,
  TagsInput as MantineTagsInput,
} from '@mantine/core'
import '@mantine/core/styles/ScrollArea.layer.css'
import '@mantine/core/styles/Popover.layer.css'
import '@mantine/core/styles/CloseButton.layer.css'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Pill.layer.css'
import '@mantine/core/styles/PillsInput.layer.css'
import './fields'
import classes from './overlay.module.css'

const combobox = { transitionProps: { duration: 100, transition: 'fade-down' as const }, offset: 4 }
const classNames = { dropdown: classes.floating }

export const Select = MantineSelect.withProps({
  allowDeselect: false,
  checkIconPosition: 'right',
  maxDropdownHeight: 280,
  comboboxProps: combobox,
  classNames,
})

export const MultiSelect = MantineMultiSelect.withProps({
  checkIconPosition: 'right',
  maxDropdownHeight: 280,
  comboboxProps: combobox,
  classNames,
})

export const TagsInput = MantineTagsInput.withProps({
  comboboxProps: combobox,
  classNames,
  acceptValueOnBlur: true,
  splitChars: [',', ';'],
})
