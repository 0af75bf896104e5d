// SPDX-License-Identifier: Apache-2.0
// Honest clients and lookers at work, from begin() to end().
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from './client.mjs'

export class Load {
  constructor(person, { port, seed, clients = 8, lookers = 3 }) {
    const make = (count, first) => Array.from({ length: count }, (_, i) => new Client(person, { port, seed: seed + first + i, told: this.told }))
    this.told = []
    this.person = person
    this.clients = make(clients, 1)
    this.lookers = make(lookers, 1 + clients)
  }
  async begin() {
    await Promise.all(this.clients.map((client) => client.begin()))
    this.told.length = 0
    this.running = true
    this.from = performance.now()
    const forever = async (step) => {
      while (this.running) await step()
    }
    this.loops = [
      ...this.clients.map((client) => forever(async () => {
        await client.one()
        await sleep(5)
      })),
      ...this.lookers.map((client) => forever(() => client.look())),
    ]
  }
  /** Each finishes what it has begun. */
  async end() {
    this.running = false
    this.to = performance.now()
    await Promise.all(this.loops)
    for (const client of [...this.clients, ...this.lookers]) client.end()
  }
  successes() {
    return this.told.filter((t) => t.status >= 200 && t.status < 300).map((t) => t.at + t.ms).sort((a, b) => a - b)
  }
  /** The longest time in ms without a success between two times of performance.now(). */
  longestGap(from, to) {
    const times = [from, ...this.successes().filter((time) => time > from && time < to), to]
    return Math.max(...times.slice(1).map((time, i) => time - times[i]))
  }
  /** How long after that time the first success came. */
  firstSuccess(after) {
    return (this.successes().find((time) => time > after) ?? Infinity) - after
  }
}
