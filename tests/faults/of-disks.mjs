// SPDX-License-Identifier: Apache-2.0
// Full disks, and a file store that is away. A disk of our own (tmpfs) is filled: only root can make one, others skip it.
import { execFileSync } from 'node:child_process'
import { closeSync, chownSync, mkdirSync, openSync, readFileSync, renameSync, rmdirSync, statSync, unlinkSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LOG_FILES, PGDATA } from '../api/lib/env.js'
import { sql } from '../api/lib/database.js'
import { options } from '../api/lib/options.js'
import { commit, presign, put, sample } from '../api/lib/uploads.js'

const skip = process.getuid() !== 0 && 'only root can mount'

/** A small file system at a folder, as its owner was. */
class Disk {
  constructor(folder, megabytes) {
    const { uid, gid } = statSync(folder)
    Object.assign(this, { folder, filler: join(folder, 'filler'), uid, gid })
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,uid=${uid},gid=${gid},mode=700`, 'stagefy-faults', folder])
  }
  fill() {
    const file = openSync(this.filler, 'w'), zeros = Buffer.alloc(4096)
    try {
      for (;;) writeSync(file, zeros)
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error
    } finally {
      closeSync(file)
    }
  }
  clear() {
    unlinkSync(this.filler)
  }
  remove() {
    execFileSync('umount', ['-l', this.folder])
  }
}

/** Uploads, each asked again until it is done; what a client could not ask again goes to `wrong`. */
async function uploader(person, port, wrong, state) {
  const again = [0, 409, 425, 429, 502, 503, 504]
  const settle = async (what, ask) => {
    for (;;) {
      const answer = await ask().catch((error) => ({ status: 0, error }))
      if (answer.status >= 200 && answer.status < 300) return answer
      state.refused++
      if (!again.includes(answer.status)) return void wrong.push(`${what}: ${answer.error ?? answer}`)
      if (!state.running && performance.now() > state.until) return void wrong.push(`${what}: never done`)
      await sleep(100)
    }
  }
  while (state.running) {
    const [slot] = await presign(person, [sample('plain.jpg')])
    if (await settle('PUT', () => put(slot)) === undefined) return
    if (await settle('commit', () => commit(person, [slot])) === undefined) return
    state.done++
  }
}

/** break, wait, mend; uploads go on all the time and afterwards each is done. */
async function whileUploading({ person, port, wrong }, breakIt, mend) {
  const state = { running: true, done: 0, refused: 0 }
  const logs = LOG_FILES.split(' ').map((file) => [file, statSync(file).size])
  const work = uploader(person, port, wrong, state)
  await sleep(200)
  breakIt()
  await sleep(1000)
  mend()
  const before = state.done
  await sleep(300)
  Object.assign(state, { running: false, until: performance.now() + 5000 })
  await work
  // what is logged of a refused upload must not be good for another
  for (const [file, size] of logs) if (/[?&]sig=/.test(readFileSync(file).subarray(size))) wrong.push(`${file} has a signed address`)
  if (state.refused === 0) wrong.push('no upload was refused: the fault was not there')
  if (state.done === before && wrong.length === 0) wrong.push('no upload was done afterwards')
}

const disk = { table: join(dirname(PGDATA), 'disk') }

export default [
  {
    name: 'disk of a table full', skip, bars: { gap: 1000, back: 2000 }, shows: [503],
    before: async () => {
      const { uid, gid } = statSync(PGDATA)
      mkdirSync(disk.table)
      chownSync(disk.table, uid, gid)
      disk.of = new Disk(disk.table, 64)
      await sql(`create tablespace stagefy_faults location '${disk.table}'`)
      await sql('alter table public.contacts set tablespace stagefy_faults')
      await sql('vacuum full public.contacts') // little room that a new row could use
    },
    run: async ({ scale, shown }) => {
      disk.of.fill()
      await sleep(1500 * scale)
      await shown(503) // several who extend a table at once give each other pages to spare
      disk.of.clear()
    },
    end: async () => {
      await sql('alter table public.contacts set tablespace pg_default')
      await sql('drop tablespace stagefy_faults')
      disk.of.remove()
      rmdirSync(disk.table)
    },
  },
  {
    name: 'disk of the store full', skip, bars: { failed: 0, gap: 1000 },
    before: () => {
      disk.of = new Disk(options.STORAGE_DIR, 4)
      mkdirSync(join(options.STORAGE_DIR, '.incoming'))
      chownSync(join(options.STORAGE_DIR, '.incoming'), disk.of.uid, disk.of.gid)
    },
    run: (given) => whileUploading(given, () => disk.of.fill(), () => disk.of.clear()),
    end: () => disk.of.remove(),
  },
  {
    name: 'store away', bars: { failed: 0, gap: 1000 },
    run: (given) => whileUploading(given, () => renameSync(options.STORAGE_DIR, `${options.STORAGE_DIR}.away`), () => renameSync(`${options.STORAGE_DIR}.away`, options.STORAGE_DIR)),
  },
]
