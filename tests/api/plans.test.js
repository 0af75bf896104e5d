// SPDX-License-Identifier: Apache-2.0
// How Postgres finds what each declared filter and sort asks for: never by reading a whole tenant table, always by an index
// whose first column is the agency. Asked of a planner that avoids sequential scans where it has any other way, so the answer
// does not depend on how many rows there are.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { without } from './lib/env.js'
import { sql } from './lib/database.js'
import { askFrom } from './lib/local.js'
import { includePathsOf, resources } from './lib/openapi.js'
import { explainingWorker, nodes } from './lib/plans.js'
import { makeRow, sampleOf } from './lib/samples.js'
import { newAgency, unique } from './lib/world.js'

// Indexes that do not begin with the agency and give a few rows all the same: what one person is a member of, which signing in
// asks for before there is an agency, the key of that name, of which there is one in the world, and so with ids of jobs and mails;
// the first in the line of a kind of job, those at work; what one address was mailed today.
const OF_FEW = /^(memberships_user|api_keys_prefix_key|jobs_live_pkey|jobs_line|jobs_lanes|jobs_leases|mails_pkey|mails_recipient|jobs_ended_\w+_id_idx)$/

const VALUE = { uuid: crypto.randomUUID(), 'date-time': '2026-01-01T00:00:00Z', date: '2026-01-01', 'idn-email': 'a@example.com' }
const valueOf = (schema, operator) => {
  if (operator === 'null') return 'true'
  if (operator === 'contains' || operator === 'like') return 'abc'
  const type = [schema.type].flat().find((t) => t !== 'null')
  const one = schema.enum?.[0] ?? VALUE[schema.format] ?? { integer: '3', number: '3.5', boolean: 'true' }[type] ?? { currency: 'EUR', country: 'LU', phone: '+352661123456' }[schema.name] ?? 'abc'
  return operator === 'in' ? `${one},${one}` : one
}

describe('plans', { skip: without('DATABASE_URL', 'ADMIN_DATABASE_URL', 'WORKER_PIDS_COMMAND') }, () => {
  let worker, person, tenant
  before(async () => {
    worker = await explainingWorker()
    person = (await newAgency('plans')).owner
    tenant = new Set((await sql(`select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'agency_id'
      union select c.relname from pg_partition_tree('internal.jobs') p join pg_class c on c.oid = p.relid where p.isleaf
      union select 'mails'`)).map(([name]) => name))
    assert.ok(tenant.size >= 6)
  })
  after(() => worker?.stop())

  /** Sends it and judges every scan of a tenant table, within functions and behind policies too. */
  async function judge(method, path, options = {}) {
    worker.seen()
    const answer = await askFrom('127.0.0.1', method, path, { token: person.token, socket: worker.socket, ...options })
    assert.ok(answer.status >= 200 && answer.status < 300, String(answer))
    const plans = worker.seen()
    const scans = plans.flatMap((plan) => nodes(plan.Plan).map((node) => ({ ...node, query: plan['Query Text'] })))
      .filter((node) => tenant.has(node['Relation Name']) || (node['Node Type'] === 'Bitmap Index Scan' && [...tenant].some((name) => node['Index Name'].startsWith(`${name}_`) || node['Index Name'].startsWith(`idx_${name}`))))
    assert.ok(plans.length > 0, 'no plan was heard')
    for (const node of scans) {
      const where = `${path}\n${node['Node Type']} on ${node['Relation Name'] ?? node['Index Name']} ${node['Index Cond'] ?? ''}\n${node.query}`
      if (['ModifyTable', 'LockRows', 'Bitmap Heap Scan'].includes(node['Node Type'])) continue
      assert.match(node['Node Type'], /^(Index|Index Only|Bitmap Index) Scan$/, where)
      if (OF_FEW.test(node['Index Name']) && !/_created_at_/.test(node['Index Name'])) continue
      // what is one person's own is found by the person as well: the policy's condition, not the request's
      assert.match(node['Index Cond'] ?? '(none)', /^\(*(\w+\.)?(agency_id = |user_id = COALESCE\()/, where)
    }
    return { answer, scans }
  }
  const list = async (path) => {
    const { answer, scans } = await judge('GET', path)
    assert.ok(scans.length > 0, `no scan of a tenant table: ${path}`)
    return answer
  }

  // templates are those of the agency and the public ones of all: two indexes together, which the planner takes once there are many
  // (tests/sql/t/studio.sql), and no one index of the agency's
  for (const resource of resources.filter((r) => !['agencies', 'templates'].includes(r.name))) {
    describe(resource.name, () => {
      before(async () => {
        await makeRow(resource, person)
        await makeRow(resource, person)
        await sampleOf(resource).vary?.(person.agency)
      })
      for (const parameter of resource.fieldFilters) {
        const [, field, operator] = /^([a-z_]+?)(?:\[([a-z]+)\])?$/.exec(parameter.name) ?? []
        const schema = resource.schema.properties[field]
        if (schema) it(`filter ${parameter.name}`, () => list(`${resource.path}?${parameter.name}=${encodeURIComponent(valueOf({ ...schema, name: field }, operator))}`))
      }
      it('every sort, and where each goes on', async () => {
        const refused = await person.get(`${resource.path}?sort=nope`)
        const sorts = refused.json.errors[0].detail.replace('can be sorted by ', '').replace(/, each .*/, '').split(', ')
        assert.ok(sorts.length > 0)
        for (const sort of [...sorts.flatMap((name) => [name, `-${name}`]), `${sorts[0]},-${sorts.at(-1)}`]) {
          const first = await list(`${resource.path}?limit=1&sort=${sort}`)
          const cursor = first.json.pagination.next_cursor
          if (cursor) await list(`${resource.path}?limit=1&sort=${sort}&cursor=${encodeURIComponent(cursor)}`)
        }
      })
      it('pages, counts, words, what is deleted, what is included', async () => {
        const queries = ['page=2&limit=1', 'count=exact']
        const has = (name) => resource.filters.some((p) => p.name === name)
        if (has('q')) queries.push('q=kitchen+big', 'q=kitchen&count=exact')
        if (has('deleted')) queries.push('deleted=only', 'deleted=with')
        for (const query of queries)
          await list(`${resource.path}?${query}`)
      })
      for (const path of includePathsOf(resource.schema)) {
        const include = path.map(({ name }) => name).join('.')
        it(`include=${include}`, async () => {
          await list(`${resource.path}?include=${include}&sort=-created_at`)
          await judge('GET', `${resource.path}/${(await makeRow(resource, person)).id}?include=${include}`)
        })
      }
      it('one row: read, written, deleted, restored, by reference', async () => {
        const row = await makeRow(resource, person), one = `${resource.path}/${row.id}`
        await judge('GET', one)
        if (resource.update) await judge('PATCH', one, { json: {} })
        if (resource.removes) await judge('DELETE', one)
        if (resource.restores && resource.removes) await judge('POST', `${one}/restore`)
        if (resource.create) await judge('POST', resource.path, { json: await sampleOf(resource).body(person) })
        if (resource.byRef) for (let i = 0; i < 2; i++) await judge('PUT', `${resource.path}/by_ref/${unique('ref')}`, { json: await sampleOf(resource).body(person) })
      })
    })
  }
  it('the queue is one agency\'s', async () => {
    // of a handful of failures that it knows nothing of, the planner may take whichever index there is
    await sql('analyze internal.jobs')
    const { scans } = await judge('GET', '/api/jobs/summary')
    assert.ok(scans.length > 2, 'live jobs, those of a day, failures')
  })
  it('settings are one row by its key', async () => {
    const { answer } = await judge('GET', '/api/agencies')
    assert.equal(answer.json.data.length, 1)
  })
})
