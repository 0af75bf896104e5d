// SPDX-License-Identifier: Apache-2.0
// The instance's database as its superuser, for what no client of the API can do or see. Values travel as psql variables,
// quoted by psql itself: sql('select :'id'::uuid', {id}).
import { execFile, spawn } from 'node:child_process'
import { ADMIN_DATABASE_URL } from './env.js'
import { until } from './retry.js'

/** Rows as lists of texts; NULL is ''. */
export function sql(text, values = {}) {
  const set = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`])
  return new Promise((resolve, reject) => {
    const child = execFile('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', ...set, ADMIN_DATABASE_URL],
      { maxBuffer: 64 << 20 },
      (error, out) => (error ? reject(error) : resolve(out.split('\n').filter(Boolean).map((line) => line.split('\t')))))
    // one that ended before it read, as while Postgres restarts, says so by its status
    child.stdin.on('error', () => undefined)
    child.stdin.end(text)
  })
}

/**
 * Somebody else's transaction, held open after these statements: {blocks(), cut(), commit()}. blocks() waits until some request
 * waits for it, cut() ends the connection of who does. So nothing depends on how fast the machine is.
 */
export async function transaction(text, values = {}) {
  const set = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`])
  const child = spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...set, ADMIN_DATABASE_URL], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((resolve, reject) => child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`psql ended with ${code}`)))))
  ended.catch(() => undefined)
  let out = ''
  child.stdout.on('data', (bytes) => (out += bytes))
  let said = 0
  // by its own session: who waits for it gives up after a second, and a busy machine may not begin another program in that time
  const say = async (statement) => {
    const mark = `said=${++said};`
    child.stdin.write(`${statement};\n\\o\nselect '${mark}';\n`)
    await Promise.race([until(() => out.includes(mark), 60), ended])
  }
  const waiting = 'from pg_locks l where not l.granted and pg_backend_pid() = any (pg_blocking_pids(l.pid))'
  await say(`begin; ${text}`)
  return {
    blocks: () => say(`do $$ begin
      for i in 1 .. 1500 loop
        if exists (select ${waiting}) then return; end if;
        perform pg_sleep(0.01);
      end loop;
      raise 'nobody waits for it';
    end $$`),
    cut: () => say(`select pg_terminate_backend(l.pid) ${waiting}`),
    commit: () => {
      child.stdin.end('commit;\n')
      return ended
    },
  }
}

/** While no other test file does the same: for what the whole instance has once. */
export async function alone(what, run) {
  const turn = await transaction(`select pg_advisory_xact_lock(hashtext('tests'), hashtext(:'what'))`, { what })
  try {
    return await run()
  } finally {
    await turn.commit()
  }
}
