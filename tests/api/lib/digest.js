// SPDX-License-Identifier: Apache-2.0
// What the database holds of one agency and its people, in whatever tables there are.
import { sql } from './database.js'

const tablesWith = async (column) => (await sql(`select format('%I.%I', n.nspname, c.relname) from pg_attribute a
  join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where a.attname = :'column' and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema') and a.atttypid = 'uuid'::regtype order by 1`, { column })).map(([name]) => name)

const list = (ids) => `array[${ids.map((id) => `'${id}'`).join()}]::uuid[]`

/** The rows of an agency and of users, as [table, condition]. */
async function parts(agency, users) {
  const [byAgency, byUser] = [await tablesWith('agency_id'), await tablesWith('user_id')]
  return [
    ['public.agencies', `t.id = '${agency}'`], ['public.users', `t.id = any(${list(users)})`],
    ...byAgency.map((table) => [table, `t.agency_id = '${agency}'`]),
    ...byUser.filter((table) => !byAgency.includes(table)).map((table) => [table, `t.user_id = any(${list(users)})`]),
  ]
}

/** {table: digest of its rows} */
export async function digest(agency, users) {
  const query = (await parts(agency, users)).map(([table, where]) => `select '${table}', count(*) || ' ' || md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')) from ${table} t where ${where}`)
  return Object.fromEntries(await sql(query.join(' union all ')))
}

/** The ids of all its rows: [{table, id}]. */
export async function idsOf(agency, users) {
  const withId = new Set(await tablesWith('id'))
  const query = (await parts(agency, users)).filter(([table]) => withId.has(table)).map(([table, where]) => `select '${table}', t.id from ${table} t where ${where}`)
  return (await sql(query.join(' union all '))).map(([table, id]) => ({ table, id }))
}
