// SPDX-License-Identifier: Apache-2.0
// What stands in the cells of more than one table.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { memberName, useMemberNames } from '#/agency/members'
import type { Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { nameOf } from '../labels'
import classes from './record-table.module.css'

/** What is not known. */
export function Dash() {
  return <span className={classes.quiet}>–</span>
}

/** What stands in a cell, or that nothing is known. */
export function Or({ children }: { children: ReactNode }) {
  return children === null || children === undefined || children === '' ? <Dash /> : children
}

/** A member by name; nobody is a question only where somebody should be. */
export function Member({ id }: { id: string | null | undefined }) {
  const { t } = useI18n()
  const member = useMemberNames().get(id ?? '')
  return id ? (memberName(member) ?? t('members.nameless')) : <Dash />
}

/** What a record is about, on its page. */
export function PropertyLink({ property }: { property: Property | null | undefined }) {
  const { language } = useI18n()
  if (!property) return <Dash />
  return (
    <Link to="/properties/$id" params={{ id: property.id }} className={classes.link}>
      {nameOf(property, language)}
    </Link>
  )
}
