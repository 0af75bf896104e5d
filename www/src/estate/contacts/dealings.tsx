// SPDX-License-Identifier: Apache-2.0
// The deals with somebody, and what they own.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAgency } from '#/agency/me'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'
import { forms } from '#/ui/form'
import { stagesQuery } from '../deals/queries'
import { inLanguage, nameOf, priceOf } from '../labels'
import { State } from '../state'
import classes from './contacts.module.css'
import { ofContactQuery } from './queries'

export function Dealings({ contact }: { contact: Contact }) {
  const { t, fmt, language } = useI18n()
  const agency = useAgency()
  const { data: stages = [] } = useQuery(stagesQuery(agency.id))
  const { data: deals } = useQuery(ofContactQuery(agency.id, 'deals', contact.id))
  const { data: properties = [] } = useQuery(ofContactQuery(agency.id, 'properties', contact.id))
  const stageOf = (id: string | undefined) =>
    inLanguage(stages.find((stage) => stage.id === id)?.name, language) ?? t('deal.stage-gone')
  return (
    <>
      <section className={classes.part}>
        <header>
          <h2>{t('rail.deals')}</h2>
        </header>
        <ul>
          {deals?.map((deal) => (
            <li key={deal.id} className={classes.dealing}>
              <Link to="/deals/$id" params={{ id: deal.id }}>
                {deal.title}
              </Link>
              <p>
                {deal.status === 'open' ? (
                  stageOf(deal.stage_id)
                ) : (
                  <Tag kind={deal.status === 'won' ? 'green' : 'red'}>
                    {t(deal.status === 'lost' ? 'deal.status.lost' : 'deal.status.won')}
                  </Tag>
                )}
                {deal.amount != null && <span>{fmt.money(deal.amount, deal.currency ?? 'EUR')}</span>}
              </p>
            </li>
          ))}
        </ul>
        {deals?.length === 0 && <p className={forms.quiet}>{t('contact.no-deals')}</p>}
      </section>
      {properties.length > 0 && (
        <section className={classes.part}>
          <header>
            <h2>{t('contact.owns')}</h2>
          </header>
          <ul>
            {properties.map((property) => (
              <li key={property.id} className={classes.dealing}>
                <Link to="/properties/$id" params={{ id: property.id }}>
                  {nameOf(property, language)}
                </Link>
                <p>
                  <State property={property} />
                  <span>{priceOf(property, fmt)}</span>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
