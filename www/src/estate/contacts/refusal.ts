// SPDX-License-Identifier: Apache-2.0
import { isStatus } from '#/api/problem'

/** What to say when a change did not happen. */
export function refusal(error: unknown) {
  if (isStatus(error, 403)) return 'failed.forbidden.text'
  return isStatus(error, 412) ? 'contact.changed-meanwhile' : 'failed.other.text'
}
