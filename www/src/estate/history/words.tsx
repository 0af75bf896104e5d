// SPDX-License-Identifier: Apache-2.0
// What the fields of records are called, and how their values read: as JSON they came, as words they are shown.
import { useQuery } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Property } from '#/api/types'
import { type MessageKey, type Translate, useI18n } from '#/app/i18n/i18n'
import { useContact } from '../contacts'
import { stagesQuery } from '../deals/queries'
import { energyOf, inLanguage, nameOf, statusKey } from '../labels'
import { propertyQuery } from '../queries'
import type { HistoryTable } from './queries'

const LABELS: Record<string, MessageKey> = {
  address: 'field.address',
  agent_id: 'visit.field.agent',
  all_day: 'history.field.all_day',
  amount: 'history.field.amount',
  assignee_id: 'task.field.assignee',
  bathrooms: 'field.bathrooms',
  bedrooms: 'field.bedrooms',
  buffer_minutes: 'visit.field.buffer',
  cancel_reason: 'visit.field.cancel_reason',
  city: 'field.city',
  close_reason: 'deal.field.close_reason',
  contact_id: 'task.field.contact',
  country: 'history.field.country',
  cover_media_id: 'history.field.cover',
  currency: 'history.field.currency',
  description: 'field.description',
  due_at: 'history.field.due_at',
  email: 'contact.field.email',
  ends_at: 'history.field.ends_at',
  energy_class: 'field.energy_class',
  expected_close_on: 'deal.field.expected_close_on',
  external_ref: 'contact.field.external_ref',
  features: 'field.features',
  feedback: 'visit.field.feedback',
  interest: 'visit.field.interest',
  last_contacted_at: 'contact.column.spoke',
  latitude: 'history.field.latitude',
  living_area: 'field.living_area',
  longitude: 'history.field.longitude',
  lot_area: 'field.lot_area',
  name: 'contact.field.name',
  notes: 'field.notes',
  owner_id: 'contact.field.owner_id',
  phone: 'contact.field.phone',
  place: 'history.field.place',
  price: 'field.price',
  priority: 'task.field.priority',
  property_id: 'task.field.property',
  property_type: 'field.property_type',
  rating: 'visit.field.rating',
  reference: 'field.reference',
  repeat_every: 'task.field.every',
  repeats: 'task.field.repeats',
  stage_id: 'history.field.stage',
  starts_at: 'history.field.starts_at',
  state: 'field.state',
  status: 'table.status',
  tags: 'contact.field.tags',
  title: 'field.title',
  transaction: 'field.transaction',
  type: 'contact.field.type',
  username: 'history.field.username',
  year_built: 'field.year_built',
  zip_code: 'field.zip_code',
}

/** A field that nobody has named here is called as the API calls it. */
export const fieldName = (t: Translate, field: string): string => {
  const key = LABELS[field]
  return key ? t(key) : field
}

export function statusWord(t: Translate, table: HistoryTable | 'leads', value: string): string {
  switch (table) {
    case 'properties':
      return t(statusKey(value as Property['status']))
    case 'deals':
      return t(value === 'open' ? 'history.deal-open' : (`deal.status.${value}` as MessageKey))
    case 'tasks':
      return t(value === 'done' ? 'history.task-done' : 'history.task-open')
    case 'leads':
      return t(`lead.status.${value}` as MessageKey)
    case 'visits':
      return t(`visit.status.${value}` as MessageKey)
    default:
      return t(`contact.status.${value}` as MessageKey)
  }
}

function ContactName({ id }: { id: string }) {
  return useContact(id).data?.name ?? '…'
}

function PropertyName({ id }: { id: string }) {
  const { language } = useI18n()
  const { data } = useQuery(propertyQuery(useAgency().id, id))
  return data ? nameOf(data.data, language) : '…'
}

function StageName({ id }: { id: string }) {
  const { t, language } = useI18n()
  const { data = [] } = useQuery(stagesQuery(useAgency().id))
  return inLanguage(data.find((stage) => stage.id === id)?.name, language) ?? t('deal.stage-gone')
}

interface ValueProps {
  table: HistoryTable
  field: string
  value: unknown
  currency: string
}

export function Value({ table, field, value, currency }: ValueProps) {
  const { t, fmt } = useI18n()
  const members = useMemberNames()
  const isEmpty =
    value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
  if (isEmpty) return t('conflict.empty')
  if (typeof value === 'boolean') return t(value ? 'history.yes' : 'history.no')
  const text = String(value)
  switch (field) {
    case 'status':
      return statusWord(t, table, text)
    case 'price':
    case 'amount':
      return fmt.money(Number(value), currency)
    case 'living_area':
    case 'lot_area':
      return fmt.area(Number(value))
    case 'property_type':
      return t(`type.${text}` as MessageKey)
    case 'transaction':
      return t(`deal.${text}` as MessageKey)
    case 'type':
      return t(`contact-type.${text}` as MessageKey)
    case 'priority':
      return t(`task.priority.${text}` as MessageKey)
    case 'repeats':
      return t(`task.repeats.${text}` as MessageKey, { every: 1 })
    case 'interest':
      return t(`visit.interest.${text}` as MessageKey)
    case 'energy_class':
      return energyOf(text, t)
    case 'country':
      return fmt.country(text)
    case 'owner_id':
    case 'assignee_id':
    case 'agent_id':
      return memberName(members.get(text)) ?? t('members.nameless')
    case 'contact_id':
      return <ContactName id={text} />
    case 'property_id':
      return <PropertyName id={text} />
    case 'stage_id':
      return <StageName id={text} />
    case 'cover_media_id':
      return t('history.photo')
    case 'expected_close_on':
      return fmt.date(text)
  }
  if (field.endsWith('_at')) return fmt.dateTime(text)
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'object')
    return Object.entries(value as object)
      .map(([code, words]) => `${code.toUpperCase()}: ${words}`)
      .join('\n')
  return text
}
