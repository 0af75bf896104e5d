// SPDX-License-Identifier: Apache-2.0
// Another price list: what costs something else, from when on.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { operationName } from '#/billing/names'
import { NumberField, TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { setPrices } from './acts'
import type { PriceList } from './lists'
import { costsOf } from './prices'
import { ReasonDialog } from './reason-dialog'

interface PriceDialogProps {
  /** The last list: what is left alone costs what it does there. */
  now: PriceList | undefined
  onClose(): void
}

export function PriceDialog({ now, onClose }: PriceDialogProps) {
  const { t, fmt } = useI18n()
  const before = costsOf(now)
  const [costs, setCosts] = useState<Record<string, number | null>>(before)
  const [from, setFrom] = useState('')
  const changed = Object.entries(costs).filter(([key, cost]) => cost !== before[key])
  const wrong = changed.filter(([, cost]) => cost === null || Number.isNaN(cost))
  const names = Object.keys(before)
    .map((key) => ({ key, name: operationName(t, key) }))
    .sort((a, b) => a.name.localeCompare(b.name, fmt.locale))
  return (
    <ReasonDialog
      wide
      title={t('platform.price-new')}
      text={t('platform.price-why')}
      act={t('platform.price-do', { count: changed.length })}
      done={t('ui.saved')}
      check={() =>
        wrong.length
          ? wrong.map(([key]) => ({ pointer: `/feature_costs/${key}`, code: 'number' }))
          : changed.length
            ? []
            : [{ pointer: '/effective_at', code: 'required' }]
      }
      send={(reason) =>
        setPrices({
          feature_costs: Object.fromEntries(changed.map(([key, cost]) => [key, cost ?? 0])),
          effective_at: from ? new Date(from).toISOString() : null,
          reason,
        })
      }
      onClose={onClose}
    >
      {(errorAt) => (
        <>
          <div className={forms.three}>
            {names.map(({ key, name }) => (
              <NumberField
                key={key}
                label={name}
                value={costs[key] ?? null}
                onChange={(cost) => setCosts((all) => ({ ...all, [key]: cost }))}
                error={errorAt(`/feature_costs/${key}`)}
              />
            ))}
          </div>
          <TextInput
            type="datetime-local"
            label={t('platform.price-when')}
            description={t('platform.price-when-why')}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            error={
              errorAt('/effective_at') && t(changed.length ? 'platform.price-past' : 'platform.price-same')
            }
          />
        </>
      )}
    </ReasonDialog>
  )
}
