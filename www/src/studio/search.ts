// SPDX-License-Identifier: Apache-2.0
// What of the studio its address tells: the property, the photos, what is looked at, and whether a film is made.
import { only } from '#/app/search'

export const validStudioSearch = (search: Record<string, unknown>) =>
  only(search, 'property', 'photos', 'photo', 'project', 'make', 'template')

export type StudioSearch = ReturnType<typeof validStudioSearch>

export const idsOf = (text: string | undefined): string[] => (text ? text.split(',').filter(Boolean) : [])
