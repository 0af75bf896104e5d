// SPDX-License-Identifier: Apache-2.0
// Jobs of an agency, for tests that look at rows which jobs change.
import { sql } from './database.js'
import { eventually } from './retry.js'

/** Until no job changes its rows any more; those for later may wait. */
export async function workDone(agency) {
  const id = await agency.id()
  await eventually(async () => (await sql(`select 1 from internal.jobs_live where agency_id = :'id' and run_at <= now() limit 1`, { id })).length === 0)
}
