// SPDX-License-Identifier: Apache-2.0
// Keyed writes while workers are killed: what was asked twenty times in parallel takes effect once.
import { it } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { without } from '../lib/env.js'
import { sql } from '../lib/database.js'
import { untilDone } from '../lib/retry.js'
import { killOneWorker } from '../lib/workers.js'
import { contact, newAgency, unique } from '../lib/world.js'

it('one effect and one answer although workers are killed', { skip: without('WORKER_PIDS_COMMAND') }, async () => {
  const person = (await newAgency('killed')).owner
  let killing = true, killed = 0
  const killer = (async () => {
    while (killing) {
      if (await killOneWorker('SIGKILL')) killed++
      await sleep(60)
    }
  })()
  try {
    for (let round = 0; round < 5; round++) {
      const key = unique('key'), username = unique('u')
      const answers = await Promise.all(Array.from({ length: 20 }, () => untilDone(() => person.post('/api/contacts', contact({ username }), { key }))))
      assert.equal(new Set(answers.map((a) => a.text)).size, 1)
      assert.equal((await sql(`select count(*) from public.contacts where username = :'username'`, { username }))[0][0], '1')
    }
  } finally {
    killing = false
    await killer
  }
  assert.ok(killed > 3, `only ${killed} were killed`)
})
