// SPDX-License-Identifier: Apache-2.0
// A list of the platform, its search and its states.
import { type ReactNode, useEffect, useState } from 'react'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { TextInput } from '#/ui/fields'
import type { Listed } from './lists'
import type { TabProps } from './tabs'

interface ListProps<One> {
  of: Listed<One>
  none: string
  children(row: One): ReactNode
}

export function List<One>({ of, none, children }: ListProps<One>) {
  const { t } = useI18n()
  const rows = of.data?.pages.flat()
  if (of.error && !rows) return <Failed error={of.error} retry={() => void of.refetch()} />
  return (
    <>
      <ul className={page.rows} aria-busy={!rows}>
        {rows?.map(children) ?? <Bone width="100%" height={72} />}
        {rows?.length === 0 && <li className={page.none}>{none}</li>}
      </ul>
      {of.hasNextPage && (
        <Button busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
          {t('credits.more')}
        </Button>
      )}
    </>
  )
}

const PAUSE = 250

/** What is looked for: in the address once one pauses. */
export function Search({ label, search, onChange }: TabProps & { label: string }) {
  const [text, setText] = useState(search.q ?? '')
  const typed = text.trim() || undefined
  useEffect(() => {
    if (typed === search.q) return
    const timer = setTimeout(() => onChange({ ...search, q: typed }), PAUSE)
    return () => clearTimeout(timer)
  }, [typed, search, onChange])
  return (
    <TextInput
      type="search"
      label={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}
