// SPDX-License-Identifier: Apache-2.0
import type { Issuers, Session } from './session'

type Config = NonNullable<Issuers['clerk']>
export async function resumeClerk(_config: Config): Promise<Session | null> {
  return null
}
export async function goToClerk(_config: Config): Promise<void> {}
