// SPDX-License-Identifier: Apache-2.0
// For the loops over all tables: the least body that makes a row of each, and where a table has no POST, a row that is there.
// A table without an entry fails its loops: add one.
import assert from 'node:assert/strict'
import { unique } from './world.js'

/** body(person): what a POST takes. row(person): a row where POST alone does not make one. */
export const samples = {
  properties: { body: async () => ({ address: '24, rue Ermesinde' }) },
  contacts: { body: async () => ({ name: 'Josée Weber' }) },
  contact_emails: {
    body: async (person) => ({
      contact_id: (await person.make('/api/contacts', { name: 'Josée Weber' })).id,
      email: `${unique('josee')}@example.com`,
    }),
  },
}

export function sampleOf(resource) {
  const sample = samples[resource.name]
  assert.ok(sample, `tests/api/lib/samples.js has no sample of ${resource.name}`)
  return sample
}

export async function makeRow(resource, person) {
  const sample = sampleOf(resource)
  return sample.row ? sample.row(person) : person.make(resource.path, await sample.body(person))
}
