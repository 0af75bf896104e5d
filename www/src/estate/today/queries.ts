// SPDX-License-Identifier: Apache-2.0
// The day in one request, in the shapes that the lists' own rows have.
import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useAgency, useMe } from '#/agency/me'
import { api, ok } from '#/api/client'
import type { Job, LeadRow, TaskRow, Today, VisitRow } from '#/api/types'
import { useTick } from '../tasks/use-tick'

/** Leads run down, and time alone makes a task late. */
const LOOKED_AT = 30_000

export interface Finished extends Job {
  address: string | null
}

export interface Day {
  tasks: TaskRow[]
  visits: VisitRow[]
  leads: LeadRow[]
  jobs: Finished[]
}

interface OfProperty {
  property_id?: string | null
  property_title?: Record<string, string>
  property_address?: string | null
}

const propertyOf = ({ property_id: id, property_title: title, property_address: address }: OfProperty) =>
  id ? { id, title, address: address ?? undefined } : null

const contactOf = (row: { contact_id?: string | null; contact_name?: string | null }) =>
  row.contact_id ? { id: row.contact_id, name: row.contact_name ?? '' } : null

export function dayOf({ tasks, visits, leads, jobs }: Today): Day {
  return {
    tasks: tasks.map((task) => ({
      ...task,
      property: propertyOf(task),
      contact: contactOf(task),
    })),
    visits: visits.map((visit) => ({
      ...visit,
      property_id: visit.property_id ?? '',
      next_statuses: [],
      property: propertyOf(visit),
      contact: contactOf(visit),
    })),
    leads: leads.map((lead) => ({ ...lead, property: propertyOf(lead) })),
    // what groups of jobs look at: these have ended, so there is no more to know
    jobs: jobs.map(
      (job) => ({ ...job, progress: 100, step: null, address: job.property_address }) as unknown as Finished,
    ),
  }
}

const todayKey = (agencyId: string, userId: string) => ['today', agencyId, userId] as const

export const todayQuery = (agencyId: string, userId: string) =>
  queryOptions({
    queryKey: todayKey(agencyId, userId),
    refetchInterval: LOOKED_AT,
    queryFn: async ({ signal }) => dayOf(await ok(api.GET('/api/today', { signal }))),
  })

/** A tick shows at once, and again should a reading that was under way undo it. */
export function useTickToday() {
  const client = useQueryClient()
  const queryKey = todayKey(useAgency().id, useMe().id)
  const tick = useTick()
  return async (task: TaskRow, status: 'open' | 'done') => {
    const done_at = status === 'done' ? new Date().toISOString() : null
    const show = () =>
      client.setQueryData<Day>(
        queryKey,
        (day) =>
          day && {
            ...day,
            tasks: day.tasks.map((row) => (row.id === task.id ? { ...row, status, done_at } : row)),
          },
      )
    show()
    const saved = tick(task, status)
    await client.cancelQueries({ queryKey })
    show()
    await saved
  }
}
