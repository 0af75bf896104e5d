// SPDX-License-Identifier: Apache-2.0
// What agencies have bought, and who looks after it.
import { sql } from './database.js'
import { newAccount } from './local.js'

/** A platform admin, member of an agency of their own. */
export async function platformAdmin() {
  const admin = await newAccount()
  await sql(`update public.users set role = 'admin' where id = :'id'`, { id: admin.userId })
  return admin
}

/** Gives an agency a plan from now on; answers the subscription's id. */
export async function subscribe(agency, plan, interval = 'monthly') {
  const [[id]] = await sql(`select billing.start_subscription(:'agency', (select id from public.plans where key = :'plan'), :'interval', 'none', null, null, null, null, null, null)`,
    { agency: await agency.id(), plan, interval })
  return id
}
