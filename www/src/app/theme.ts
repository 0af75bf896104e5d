// SPDX-License-Identifier: Apache-2.0
// The theme a person chose follows them to other browsers; this browser remembers it for the next first paint.
import { useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { preferencesOf } from '#/agency/me'
import type { Me } from '#/api/types'

export function useFollowTheme(me: Me): void {
  const { setColorScheme } = useMantineColorScheme()
  const wanted = preferencesOf(me).theme
  useEffect(() => {
    if (wanted) setColorScheme(wanted)
  }, [wanted, setColorScheme])
}
