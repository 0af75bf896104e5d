// SPDX-License-Identifier: Apache-2.0
// A visit goes to another time or agent: shown at once, put back where somebody is busy then, with its undo.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { api, ok } from '#/api/client'
import { ApiProblem, isStatus } from '#/api/problem'
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { nameOf } from '../labels'
import type { Move } from './carry'
import { visitsKey } from './queries'

interface Moving {
  visit: VisitRow
  move: Move
}

/** What it was, of all that a move may change. */
const before = ({ starts_at, ends_at, agent_id }: VisitRow, move: Move): Move => ({
  starts_at,
  ends_at,
  ...(move.agent_id && agent_id && { agent_id }),
})

export function useMoveVisit() {
  const { t, fmt, language } = useI18n()
  const client = useQueryClient()
  const key = visitsKey(useAgency().id)
  const names = useMemberNames()
  const lists = [...key, 'calendar']

  const show = ({ visit, move }: Moving) =>
    client.setQueriesData<VisitRow[]>({ queryKey: lists }, (rows) =>
      rows?.map((row) => (row.id === visit.id ? { ...row, ...move } : row)),
    )
  const { mutateAsync } = useMutation({
    mutationFn: ({ visit, move }: Moving) =>
      ok(api.PATCH('/api/visits/{id}', { params: { path: { id: visit.id } }, body: move })),
    // at once, and again should a reading that was under way undo it
    onMutate: async (moving) => {
      show(moving)
      await client.cancelQueries({ queryKey: lists })
      show(moving)
    },
    onError: (_error, { visit, move }) => show({ visit, move: { ...before(visit, move) } }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })

  /** Who or what is there already, as far as one may know. */
  function whyNot(error: unknown): string {
    if (isStatus(error, 403)) return t('failed.forbidden.text')
    const taken = error instanceof ApiProblem && error.errors.find(({ code }) => code === 'overlaps')
    if (!taken) return t('visit.not-moved')
    const { visit_id, agent_id, starts_at, ends_at } = (taken.params ?? {}) as Record<string, string>
    if (!starts_at || !ends_at) return t('visit.busy')
    const other = client
      .getQueriesData<VisitRow[]>({ queryKey: lists })
      .flatMap(([, rows]) => rows ?? [])
      .find(({ id }) => id === visit_id)
    return t(taken.pointer === '/agent_id' ? 'visit.busy-agent' : 'visit.busy-property', {
      name: memberName(names.get(agent_id ?? '')) ?? t('members.nameless'),
      property: other?.property ? nameOf(other.property, language) : t('visit.dialog'),
      from: fmt.time(starts_at),
      until: fmt.time(ends_at),
    })
  }

  // Promises rather than callbacks: the block that asked is another one by the time the answer comes.
  const move = async (moving: Moving, isUndo = false): Promise<boolean> => {
    try {
      await mutateAsync(moving)
    } catch (error) {
      toast(whyNot(error), { bad: true })
      return false
    }
    const { visit, move: to } = moving
    const back = { visit: { ...visit, ...to }, move: before(visit, to) }
    toast(
      t('visit.moved', {
        day: fmt.day(to.starts_at),
        from: fmt.time(to.starts_at),
        until: fmt.time(to.ends_at),
      }),
      isUndo ? {} : { action: { label: t('ui.undo'), run: () => void move(back, true) } },
    )
    return true
  }
  return move
}
