// SPDX-License-Identifier: Apache-2.0
// Who made the version that stands in the way.
import type { RecordChange } from '#/api/types'

/** The last change of one of these fields; where none is known to have changed them, the last of all. */
export function lastChange(changes: RecordChange[], fields: string[]): RecordChange | undefined {
  return changes.find((change) => change.fields.some((name) => fields.includes(name))) ?? changes[0]
}
