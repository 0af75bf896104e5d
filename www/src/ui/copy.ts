// SPDX-License-Identifier: Apache-2.0
import { translate } from '#/app/i18n/i18n'
import { toast } from './toast'

/** Puts text on the clipboard and says so. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(translate('ui.copied'))
  } catch {
    toast(translate('ui.copy-refused'), { bad: true })
  }
}

/** Hands a page to the phone's share sheet, or copies its address where there is none. */
export async function shareLink(title: string, url: string): Promise<void> {
  if (!navigator.share || !matchMedia('(pointer: coarse)').matches) return copyText(url)
  try {
    await navigator.share({ title, url })
  } catch {
    // Closing the share sheet is an answer too.
  }
}
