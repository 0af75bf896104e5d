// SPDX-License-Identifier: Apache-2.0
// The recipe that is being put together: it outlives going elsewhere and a reload, in this tab.
import { useEffect, useState } from 'react'
import { useAgency } from '#/agency/me'
import type { Step } from './recipe'

interface Draft {
  steps: Step[]
  variants: number
}

const EMPTY: Draft = { steps: [], variants: 1 }

function kept(key: string): Draft {
  try {
    const found = JSON.parse(sessionStorage.getItem(key) ?? 'null') as Draft | null
    return found && Array.isArray(found.steps) ? { ...EMPTY, ...found } : EMPTY
  } catch {
    return EMPTY
  }
}

export function useDraft() {
  const key = `stagefy.studio.${useAgency().id}`
  const [draft, setDraft] = useState(() => kept(key))
  useEffect(() => {
    try {
      sessionStorage.setItem(key, JSON.stringify(draft))
    } catch {
      // Private windows may refuse; the draft then lives as long as the page.
    }
  }, [key, draft])
  return {
    ...draft,
    setSteps: (change: (steps: Step[]) => Step[]) =>
      setDraft((now) => ({ ...now, steps: change(now.steps) })),
    setVariants: (variants: number) => setDraft((now) => ({ ...now, variants })),
  }
}
