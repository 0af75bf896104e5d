// SPDX-License-Identifier: Apache-2.0
// Postgres restarted, stopped, full, and its connections ended.
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ADMIN_DATABASE_URL } from '../api/lib/env.js'
import { sql } from '../api/lib/database.js'
import { restart, signalAll } from '../api/lib/postgres.js'

const backends = async () => (await sql(`select pid from pg_stat_activity where usename = 'stagefy_api'`)).map(([pid]) => Number(pid))

/** Sessions that have said who they are and never a password: each takes a place (authentication_timeout ends them). */
class Squatters {
  sockets = []
  #one() {
    const url = new URL(ADMIN_DATABASE_URL), words = ['user', 'stagefy_api', 'database', url.pathname.slice(1)]
    const body = Buffer.from(`${words.join('\0')}\0\0`), head = Buffer.alloc(8)
    head.writeInt32BE(body.length + 8)
    head.writeInt32BE(196608, 4)
    return new Promise((resolve) => {
      const socket = net.connect(Number(url.port), url.hostname, () => socket.write(Buffer.concat([head, body])))
      // R: asked for the password; E: there is no place
      socket.once('data', (bytes) => (bytes[0] === 0x52 ? (this.sockets.push(socket), resolve(true)) : (socket.destroy(), resolve(false))))
      socket.on('error', () => resolve(false))
    })
  }
  async fill() {
    while ((await Promise.all(Array.from({ length: 20 }, () => this.#one()))).every(Boolean));
  }
  leave() {
    for (const socket of this.sockets) socket.destroy()
  }
}

const restarting = (mode, more) => ({ name: `Postgres restarted (${mode})`, bars: { gap: 8000 }, shows: [503], run: () => restart(mode), ...more })

export default [
  {
    name: 'backends terminated', bars: { gap: 2000 },
    run: async ({ scale }) => {
      for (let i = 0; i < 4 * scale; i++) {
        await sql(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'stagefy_api'`)
        await sleep(250)
      }
    },
  },
  restarting('immediate'),
  restarting('fast', { long: true }),
  {
    // longer than the bar of three seconds, so that who waits for the end of it is seen
    name: 'Postgres stopped, forty clients', clients: 40, bars: { slowest: 3000, back: 2000 }, shows: [503],
    run: async () => {
      await signalAll('SIGSTOP')
      await sleep(4000)
      await signalAll('SIGCONT')
    },
    after: () => signalAll('SIGCONT'),
  },
  {
    name: 'all connections taken', bars: { back: 2000 }, shows: [503],
    run: async ({ scale }) => {
      const squatters = new Squatters()
      try {
        const serving = await backends()
        await squatters.fill()
        for (let i = 0; i < 3; i++) {
          // a place becomes free with each, and one of ours takes it, or a worker does, who loses it again
          for (const pid of serving)
            try {
              process.kill(pid, 'SIGTERM')
            } catch (error) {
              if (error.code !== 'ESRCH') throw error
            }
          await squatters.fill()
        }
        await sleep(700 * scale)
      } finally {
        squatters.leave()
      }
    },
  },
]
