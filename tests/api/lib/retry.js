// SPDX-License-Identifier: Apache-2.0
// What a careful client does with a keyed write: it asks again under the same key until there is an answer.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertProblem } from './http.js'

const LATER = [429, 502, 503, 504]

/** ask() sends the request; a broken connection counts as one of those that may be asked again. */
export async function untilDone(ask) {
  for (let i = 0; i < 400; i++) {
    const answer = await ask().catch((error) => ({ status: 0, error }))
    if (answer.status >= 200 && answer.status < 300) return answer
    if (answer.status === 409) {
      assertProblem(answer, 409, 'idempotency-running')
      assert.equal(answer.headers['retry-after'], '1')
    } else assert.ok(answer.status === 0 || LATER.includes(answer.status), String(answer))
    await sleep(5 + Math.random() * 45)
  }
  return assert.fail('never done')
}

/** Waits for something to become true, at most fifteen seconds: a test that asks how long it took measures that itself. */
export async function until(check, seconds = 15) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(10)) if (await check()) return
  assert.fail('it never happened')
}

/** Once more, should the machine have stood still meanwhile: for what must be asked within a second of the moment it is about. */
export async function promptly(check) {
  for (;;) {
    const began = Date.now()
    try {
      return await check()
    } catch (error) {
      if (Date.now() - began < 1000) throw error
    }
  }
}

/** Waits for a value: what a job brings about on a machine with other work takes its time. At most a minute. */
export async function eventually(look) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
    const found = await look()
    if (found) return found
  }
  return assert.fail('it never happened')
}
