// SPDX-License-Identifier: Apache-2.0
// The way back, above a page's heading: to the list a record belongs to, or to the record that is being edited.
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import classes from './crumb.module.css'
import { Icon } from './icon'

export const Crumb = createLink(({ children, ...link }: ComponentProps<'a'>) => (
  <a {...link} className={classes.crumb}>
    <Icon name="back" small />
    {children}
  </a>
))
