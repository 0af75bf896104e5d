// SPDX-License-Identifier: Apache-2.0
// Who has seen a property or is about to, on its page.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { zonedOf } from '#/app/i18n/zoned'
import { Button } from '#/ui/control'
import { propertyVisitsQuery } from './queries'
import { VisitDialog } from './visit-dialog'
import { VisitForm } from './visit-form'
import { VisitRow } from './visit-row'
import classes from './visits.module.css'

export function RecordVisits({ propertyId }: { propertyId: string }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<string>()
  const { data } = useQuery(propertyVisitsQuery(agency.id, propertyId))
  return (
    <section className={classes.record}>
      <header>
        <h2>{t('visit.title')}</h2>
        {write && (
          <Button small kind="bare" icon="plus" onClick={() => setAdding(true)}>
            {t('visit.book')}
          </Button>
        )}
      </header>
      {data && data.length > 0 && (
        <ul className={classes.list}>
          {data.map((visit) => (
            <VisitRow key={visit.id} visit={visit} onOpen={() => setOpen(visit.id)} />
          ))}
        </ul>
      )}
      {data?.length === 0 && <p className={classes.none}>{t('visit.none-here')}</p>}
      {adding && (
        <VisitForm
          slot={{ date: zonedOf(new Date(), agency.time_zone).date, property_id: propertyId }}
          onClose={() => setAdding(false)}
        />
      )}
      {open && <VisitDialog id={open} onClose={() => setOpen(undefined)} />}
    </section>
  )
}
