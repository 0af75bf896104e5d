// SPDX-License-Identifier: Apache-2.0
// What may stand in double braces, as the server has it (correspondence.variables).
export const NAMES = [
  'contact.first_name',
  'contact.name',
  'contact.email',
  'property.title',
  'property.address',
  'property.city',
  'property.price',
  'property.reference',
  'visit.day',
  'visit.time',
  'deal.title',
  'agent.name',
  'agent.email',
  'agent.phone',
  'agency.name',
] as const

export type Name = (typeof NAMES)[number]

export const isName = (name: string): name is Name => (NAMES as readonly string[]).includes(name)
