// SPDX-License-Identifier: Apache-2.0
// What all that is run has in common: a wish that is not done twice, and what is said when it was taken or refused.
import { useRef } from 'react'
import { ApiProblem, isStatus } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { isShort } from '#/billing/short'
import { fieldErrorText } from '#/ui/fields'
import { toast } from '#/ui/toast'

/** The same wish, asked again, is not done twice; another wish is another key, and so is one that was done. */
export function useWish(wish: unknown) {
  const said = JSON.stringify(wish)
  const kept = useRef({ said: '', key: '' })
  return {
    key: () => {
      if (kept.current.said !== said) kept.current = { said, key: crypto.randomUUID() }
      return kept.current.key
    },
    forget: () => {
      kept.current = { said: '', key: '' }
    },
  }
}

/** Why a decision was not taken: it is a colleague's photo, or there is none any more. */
export function useBad() {
  const { t } = useI18n()
  return (error: unknown) => {
    if (isShort(error)) return
    const gone = isStatus(error, 409) && error.more.reason === 'original_gone'
    const words = isStatus(error, 403)
      ? t('failed.forbidden.text')
      : t(gone ? 'studio.reason.original_gone' : 'failed.other.text')
    toast(words, { bad: true })
  }
}

export function useRefusal() {
  const { t } = useI18n()
  return {
    started: (count: number) => toast(t('studio.started', { count })),
    refused: (error: unknown) => {
      // a dialog of its own tells of that
      if (isShort(error)) return
      const found =
        error instanceof ApiProblem ? error.errors.map((one) => fieldErrorText(t, one)).join(' ') : ''
      toast(found || t('failed.other.text'), { bad: true })
    },
  }
}
