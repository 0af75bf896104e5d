// SPDX-License-Identifier: Apache-2.0
// Clients that go on asking while something is broken, and what each was told.
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Runs `count` clients, each calling ask(client, i) again and again until stop() is called. Answers go to `told` as
 * {status, ms, at, answer, error}; a broken connection has the status 0.
 */
export function load(count, ask, pause = 5) {
  const told = []
  let running = true
  const clients = Array.from({ length: count }, async (_, client) => {
    for (let i = 0; running; i++) {
      const at = Date.now()
      const answer = await ask(client, i).catch((error) => ({ status: 0, error }))
      told.push({ status: answer.status, ms: Date.now() - at, at, answer })
      await sleep(pause)
    }
  })
  return {
    told,
    stop: async () => {
      running = false
      await Promise.all(clients)
      return told
    },
  }
}

/** The longest time in ms without a success. */
export function longestGap(told, from, to) {
  const times = [from, ...told.filter((t) => t.status >= 200 && t.status < 300).map((t) => t.at + t.ms), to].sort((a, b) => a - b)
  return Math.max(...times.slice(1).map((time, i) => time - times[i]))
}
