// SPDX-License-Identifier: Apache-2.0
// What platform admins did: who, why, from where, and what stood there before.
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'
import { List } from './list'
import { type Row, useList } from './lists'
import classes from './platform.module.css'

type Entry = Row<'audit'>

export function Audit() {
  const { t } = useI18n()
  return (
    <List of={useList('audit')} none={t('platform.audit-none')}>
      {(entry) => <One key={entry.id} of={entry} />}
    </List>
  )
}

/** A value in a few characters. */
const short = (value: unknown) => {
  if (value === null || value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Each field that changed, with what stood in it; what is new only with what stands there. */
export function changesOf({ old_values, new_values }: Pick<Entry, 'old_values' | 'new_values'>) {
  const before = (old_values ?? {}) as Record<string, unknown>
  const after = (new_values ?? {}) as Record<string, unknown>
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().map((field) => ({
    field,
    before: field in before ? short(before[field]) : undefined,
    after: short(after[field]),
  }))
}

function One({ of }: { of: Entry }) {
  const { t, fmt } = useI18n()
  const changes = changesOf(of)
  const facts = [of.admin_name, fmt.dateTime(of.created_at), of.ip_address, of.agency_name]
  return (
    <li>
      <div className={page.what}>
        <b>
          {of.reason ?? t('platform.no-reason')} <Tag>{of.resource_type}</Tag>
        </b>
        <small>{facts.filter(Boolean).join(' · ')}</small>
        {changes.length > 0 && (
          <details className={classes.changes}>
            <summary>
              {t(`platform.action.${of.action}`)} · {t('platform.fields', { count: changes.length })}
            </summary>
            <dl>
              {changes.map(({ field, before, after }) => (
                <div key={field}>
                  <dt>{field}</dt>
                  <dd>
                    {before !== undefined && <del>{before}</del>} <ins>{after}</ins>
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </div>
    </li>
  )
}
