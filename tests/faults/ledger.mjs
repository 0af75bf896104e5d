// SPDX-License-Identifier: Apache-2.0
// What clients were promised against what is in the database.
import { sql } from '../api/lib/database.js'

/** {lost, doubled}: lists of sentences. */
export async function compare(clients, agency) {
  const rows = await sql(`select username, id, version, name from public.contacts where agency_id = :'agency' and username is not null`, { agency })
  const by = new Map()
  for (const [username, id, version, name] of rows) by.set(username, [...(by.get(username) ?? []), { id, version: Number(version), name }])
  const lost = [], doubled = []
  for (const [username, same] of by) if (same.length > 1) doubled.push(`${username} was made ${same.length} times`)
  for (const { username, id } of clients.flatMap((client) => client.created))
    if (id !== undefined && !by.get(username)?.some((row) => row.id === id)) lost.push(`${username} was acknowledged and is not there`)
  for (const { row, created } of clients) {
    const is = by.get(created[0].username)?.[0]
    if (row.unknown || is === undefined) continue
    if (is.version < row.version) lost.push(`${row.id} is version ${is.version}, acknowledged was ${row.version}`)
    else if (is.version > row.version) doubled.push(`${row.id} is version ${is.version}, acknowledged was ${row.version}`)
    else if (is.name !== row.name) lost.push(`${row.id} has another name than was acknowledged`)
  }
  await compareCredits(clients, agency, lost, doubled)
  return { lost, doubled }
}

async function compareCredits(clients, agency, lost, doubled) {
  const entries = new Map(await sql(`select reference, count(*) from public.credit_transactions where agency_id = :'agency' and type = 'usage' group by 1`, { agency }))
  for (const { reference, acknowledged } of clients.flatMap((client) => client.spent))
    if (acknowledged && !entries.has(reference)) lost.push(`${reference} was paid and is not in the ledger`)
  for (const [reference, count] of entries) if (count !== '1') doubled.push(`${reference} was paid ${count} times`)
  for (const row of await sql(`set role stagefy_definer; select * from billing.verify() where agency_id = :'agency'`, { agency })) doubled.push(`the books disagree: ${row}`)
}
