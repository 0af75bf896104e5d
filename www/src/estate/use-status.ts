// SPDX-License-Identifier: Apache-2.0
// The way of a property: draft, active, under offer, sold. Any step can be taken back; publishing needs a few things first.
import { useAgency } from '#/agency/me'
import { isStatus } from '#/api/problem'
import type { Property, PropertyStatus } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { statusKey } from './labels'
import { useUpdateProperty } from './queries'

export const PATH: PropertyStatus[] = ['draft', 'active', 'pending', 'sold']

/** The edges of src/estate/listing_edges.def: where a property may go from where it is. */
export const WAYS: Record<PropertyStatus, PropertyStatus[]> = {
  draft: ['active'],
  active: ['draft', 'pending', 'sold', 'off_market'],
  pending: ['active', 'sold', 'off_market'],
  sold: ['active', 'pending', 'off_market'],
  off_market: ['active', 'pending', 'sold'],
}

const NEXT: Partial<Record<PropertyStatus, 'active' | 'pending' | 'sold'>> = {
  draft: 'active',
  active: 'pending',
  pending: 'sold',
  off_market: 'active',
}

export function nextStatus(property: Property) {
  return NEXT[property.status ?? 'draft']
}

export function waysOf(property: Property): PropertyStatus[] {
  return WAYS[property.status ?? 'draft']
}

export function useSetStatus(property: Property, etag: string | null) {
  const { t } = useI18n()
  const { id: agencyId } = useAgency()
  const update = useUpdateProperty(agencyId)
  const words = (status: PropertyStatus | undefined) => t(statusKey(status, property.transaction))
  // Somebody else changed the record, or put it elsewhere: the page now shows theirs, and one decides again.
  const failed = (error: unknown) => {
    if (isStatus(error, 422)) return toast(t('publishing.refused'), { bad: true })
    const meanwhile = isStatus(error, 409, 412)
    toast(t(meanwhile ? 'property.changed-meanwhile' : 'failed.other.text'), { bad: true })
  }
  return (status: PropertyStatus) => {
    const before = property.status ?? 'draft'
    const back = () =>
      update.mutate({ id: property.id, body: { status: before }, etag: null }, { onError: failed })
    update.mutate(
      { id: property.id, body: { status }, etag },
      {
        onSuccess: () =>
          toast(t('property.status-set', { status: words(status) }), {
            action: { label: t('ui.undo'), run: back },
          }),
        onError: failed,
      },
    )
  }
}
