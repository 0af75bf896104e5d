// SPDX-License-Identifier: Apache-2.0
// Saving what was changed of a record that somebody else may have saved meanwhile: changes of different fields are put together by
// themselves; what both changed is asked.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import { isStatus } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { clashesIn, type Out, rebaseIn } from './merge'
import { type ConflictTable, changesQuery, type Tagged } from './queries'

interface Options<Values, Row> {
  table: ConflictTable
  /** The version that the form began with, whatever is read again behind it. */
  start: Tagged<Row>
  toForm(row: Row): Values
  /** A value as the API has it. */
  out: Out<Values>
  /** Reads it as it is now. */
  read(): Promise<Tagged<Row>>
  /** Sends what differs from that version. */
  write(values: Values, onto: Tagged<Row>): Promise<unknown>
}

export interface ClashOf<Values, Row> {
  names: (keyof Values)[]
  mine: Values
  theirs: Values
  row: Row
}

export function useMergedSave<
  Values extends object,
  Row extends { id: string; version?: number; updated_at?: string },
>({ table, start, toForm, out, read, write }: Options<Values, Row>) {
  const { t } = useI18n()
  const client = useQueryClient()
  const agency = useAgency()
  const [base, setBase] = useState(start)
  const [found, setFound] = useState<{ mine: Values; theirs: Tagged<Row> }>()
  const before = toForm(base.data)

  const clash: ClashOf<Values, Row> | undefined = found && {
    names: clashesIn(found.mine, toForm(found.theirs.data), before, out),
    mine: found.mine,
    theirs: toForm(found.theirs.data),
    row: found.theirs.data,
  }

  /** False: it is asked first. */
  async function save(values: Values): Promise<boolean> {
    try {
      await write(values, base)
      return true
    } catch (error) {
      if (!isStatus(error, 412)) throw error
    }
    const theirs = await read()
    const now = toForm(theirs.data)
    if (clashesIn(values, now, before, out).length > 0) {
      // without it the dialog says less, so it may fail
      const { id, version } = theirs.data
      await client.prefetchQuery(changesQuery(agency.id, table, id, version))
      setFound({ mine: values, theirs })
      return false
    }
    await write(rebaseIn(values, now, before, out), theirs)
    setBase(theirs)
    toast(t('conflict.merged'))
    return true
  }

  return {
    before,
    etag: base.etag,
    save,
    clash,
    /** Saves what is mine but for these fields. */
    settle: async (left: (keyof Values)[]) => {
      if (!found) return
      await write(rebaseIn(found.mine, toForm(found.theirs.data), before, out, left), found.theirs)
    },
    dismiss: () => setFound(undefined),
  }
}
