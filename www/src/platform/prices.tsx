// SPDX-License-Identifier: Apache-2.0
// Price lists, each in force until the next: what changed with it, since when, who said so and why.
import { useState } from 'react'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { operationName } from '#/billing/names'
import { Bone, Button, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { type PriceList, useList, usePriceLists } from './lists'
import classes from './platform.module.css'
import { PriceDialog } from './price-dialog'

export const costsOf = (list: PriceList | undefined) => (list?.feature_costs ?? {}) as Record<string, number>

/** What a list changes of the one before it. */
export function changedPrices(list: PriceList, before: PriceList | undefined) {
  const old = costsOf(before)
  return Object.entries(costsOf(list))
    .filter(([key, cost]) => old[key] !== cost)
    .map(([key, cost]) => ({ key, cost, old: old[key] }))
}

export function Prices() {
  const { t } = useI18n()
  const { data, error, refetch } = usePriceLists()
  const makers = useList('audit', { resource_type: 'admin_settings' }).data?.pages.flat()
  const [open, setOpen] = useState(false)
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Bone width="100%" height={240} />
  const now = Date.now()
  const inForce = data.findIndex(({ effective_at }) => Date.parse(effective_at) <= now)
  return (
    <>
      <div className={classes.tools}>
        <Button kind="main" icon="plus" onClick={() => setOpen(true)}>
          {t('platform.price-new')}
        </Button>
      </div>
      <ul className={page.rows}>
        {data.map((list, i) => (
          <One
            key={list.id}
            of={list}
            before={data[i + 1]}
            standing={i < inForce ? 'later' : i === inForce ? 'now' : 'past'}
            by={makers?.find(({ resource_id }) => resource_id === list.id)?.admin_name}
          />
        ))}
      </ul>
      {open && <PriceDialog now={data[0]} onClose={() => setOpen(false)} />}
    </>
  )
}

interface OneProps {
  of: PriceList
  before: PriceList | undefined
  standing: 'later' | 'now' | 'past'
  by: string | null | undefined
}

const TINTS = { later: 'amber', now: 'green', past: undefined } as const

function One({ of, before, standing, by }: OneProps) {
  const { t, fmt } = useI18n()
  return (
    <li>
      <div className={page.what}>
        <b>
          {t('platform.price-from', { date: fmt.dateTime(of.effective_at) })}{' '}
          <Tag kind={TINTS[standing]}>{t(`platform.price.${standing}`)}</Tag>
        </b>
        <small>{[by, of.note].filter(Boolean).join(' · ')}</small>
        <ul className={classes.prices}>
          {changedPrices(of, before).map(({ key, cost, old }) => (
            <li key={key}>
              {operationName(t, key)}: {old !== undefined && <del>{fmt.number(old)}</del>}{' '}
              <ins>{fmt.number(cost)}</ins>
            </li>
          ))}
        </ul>
      </div>
    </li>
  )
}
