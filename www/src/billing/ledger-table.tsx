// SPDX-License-Identifier: Apache-2.0
// The ledger: each entry with what it was for, and what there was after it.
import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { memberName, useMemberNames, useMembers } from '#/agency/members'
import page from '#/agency/page.module.css'
import type { CreditTransaction, MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { zonedOf } from '#/app/i18n/zoned'
import { useAddresses } from '#/jobs/jobs'
import { ChoiceChip } from '#/ui/choice-chip'
import { Bone, Button, controls } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import classes from './credits.module.css'
import { type LedgerSearch, TYPES, toQuery } from './filters'
import { saveStatement, useLedger, useMedia } from './ledger'
import { aboutOf, CURRENT, entryName, operationName } from './names'

interface LedgerProps {
  search: LedgerSearch
  onChange(search: LedgerSearch): void
}

export function Ledger({ search, onChange }: LedgerProps) {
  const { t } = useI18n()
  const zone = useAgency().time_zone
  const filter = useMemo(() => toQuery(search, zone), [search, zone])
  const [busy, setBusy] = useState(false)
  async function statement() {
    setBusy(true)
    try {
      await saveStatement(filter, `${t('credits.file')}-${zonedOf(new Date(), zone).date}.csv`)
    } catch {
      toast(t('failed.other.text'), { bad: true })
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className={page.section} aria-label={t('credits.ledger')}>
      <header className={classes.head}>
        <h2>{t('credits.ledger')}</h2>
        <Button small icon="down" busy={busy} onClick={() => void statement()}>
          {t('credits.statement')}
        </Button>
      </header>
      <Filters search={search} onChange={onChange} />
      <Entries filter={filter} search={search} onChange={onChange} />
    </section>
  )
}

function Filters({ search, onChange }: LedgerProps) {
  const { t } = useI18n()
  const { manage } = useRights()
  const { data: members = [] } = useMembers()
  return (
    <div className={classes.chips}>
      <ChoiceChip
        label={t('credits.type')}
        every={t('credits.type.all')}
        choices={TYPES.map((value) => ({ value, label: t(`credits.type.${value}`) }))}
        value={TYPES.find((type) => type === search.type)}
        onChange={(type) => onChange({ ...search, type })}
      />
      <ChoiceChip
        label={t('credits.operation')}
        every={t('credits.operation.all')}
        choices={CURRENT.map((value) => ({ value, label: operationName(t, value) }))}
        value={CURRENT.find((name) => name === search.on)}
        onChange={(on) => onChange({ ...search, on })}
      />
      {manage && (
        <ChoiceChip
          label={t('credits.person')}
          every={t('credits.person.all')}
          choices={members.map((member) => ({
            value: member.user_id ?? '',
            label: memberName(member) ?? t('members.nameless'),
          }))}
          value={search.who}
          onChange={(who) => onChange({ ...search, who })}
        />
      )}
    </div>
  )
}

function Entries({ filter, search, onChange }: LedgerProps & { filter: Record<string, string> }) {
  const { t } = useI18n()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useLedger(filter)
  const entries = data?.pages.flatMap((each) => each.data)
  const media = useMedia(entries?.flatMap((entry) => aboutOf(entry).media ?? []) ?? []).data
  const places = entries?.map((entry) => placeOf(entry, media))
  const addresses = useAddresses(places?.flatMap(({ property }) => property ?? []) ?? []).data
  if (error && !entries) return <Failed error={error} retry={() => void refetch()} />
  if (!entries) return <Bone width="100%" height={240} />
  if (entries.length === 0) return <Nothing search={search} onChange={onChange} />
  return (
    <>
      <table className={classes.ledger}>
        <thead>
          <tr>
            <th scope="col">{t('credits.what')}</th>
            <th scope="col">{t('credits.about')}</th>
            <th scope="col">{t('credits.title')}</th>
            <th scope="col">{t('credits.after')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, i) => (
            <Row
              key={entry.id}
              entry={entry}
              place={places?.[i] ?? {}}
              address={addresses?.get(places?.[i]?.property ?? '')}
              search={search}
            />
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('credits.more')}
        </Button>
      )}
    </>
  )
}

function Nothing({ search, onChange }: LedgerProps) {
  const { t } = useI18n()
  const narrowed = search.type || search.on || search.who
  return (
    <Empty
      icon="coin"
      title={t(narrowed ? 'credits.none-such' : 'credits.none')}
      text={t(narrowed ? 'credits.none-such-why' : 'credits.none-why')}
    >
      {narrowed ? (
        <Button onClick={() => onChange({ days: search.days })}>{t('credits.clear')}</Button>
      ) : (
        search.days !== '365' && (
          <Button onClick={() => onChange({ days: '365' })}>{t('credits.year')}</Button>
        )
      )}
    </Empty>
  )
}

interface Place {
  property?: string
  photo?: string
}

/** Where the work can be seen: the picture on its property's page, or the property. */
export function placeOf(entry: CreditTransaction, media?: Map<string, MediaItem>): Place {
  const about = aboutOf(entry)
  const property = about.property ?? media?.get(about.media ?? '')?.property_id ?? undefined
  return { property, photo: property && about.media }
}

interface RowProps {
  entry: CreditTransaction
  place: Place
  address: string | undefined
  search: LedgerSearch
}

function Row({ entry, place, address, search }: RowProps) {
  const { t, fmt } = useI18n()
  const { manage } = useRights()
  const names = useMemberNames()
  const who = entry.user_id && (memberName(names.get(entry.user_id)) ?? t('members.nameless'))
  const told = [fmt.dateTime(entry.created_at), manage && who, entry.description ?? shortReference(entry)]
  return (
    <tr>
      <th scope="row">
        <Link
          from="/agency/credits"
          to="/agency/credits"
          search={{ ...search, open: entry.id }}
          resetScroll={false}
        >
          {entryName(t, entry)}
          {entry.units !== null && entry.units > 1 && ` × ${fmt.number(entry.units)}`}
        </Link>
        <small>{told.filter(Boolean).join(' · ')}</small>
      </th>
      <td data-about>
        {place.property && (
          <Link
            className={controls.link}
            to="/properties/$id"
            params={{ id: place.property }}
            search={place.photo ? { photo: place.photo } : {}}
          >
            {place.photo ? t('credits.photo-of', { address: address ?? '' }) : (address ?? '')}
          </Link>
        )}
      </td>
      <td data-amount>{fmt.signed(entry.amount)}</td>
      <td>{fmt.number(entry.balance_after)}</td>
    </tr>
  )
}

/** The payer's own name of it; what credits that came are known by says nothing to people. */
const shortReference = (entry: CreditTransaction) =>
  entry.type === 'usage' || entry.type === 'refund' ? entry.reference : null
