// SPDX-License-Identifier: Apache-2.0
import { useEffect } from 'react'

/** What the browser's tab says. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Stagefy` : 'Stagefy'
  }, [title])
}
