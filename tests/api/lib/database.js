// SPDX-License-Identifier: Apache-2.0
// The instance's database as its superuser, for what no client of the API can do or see. Values travel as psql variables,
// quoted by psql itself: sql('select :'id'::uuid', {id}).
import { execFile } from 'node:child_process'
import { ADMIN_DATABASE_URL } from './env.js'

/** Rows as lists of texts; NULL is ''. */
export function sql(text, values = {}) {
  const set = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`])
  return new Promise((resolve, reject) => {
    const child = execFile('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', ...set, ADMIN_DATABASE_URL],
      { maxBuffer: 64 << 20 },
      (error, out) => (error ? reject(error) : resolve(out.split('\n').filter(Boolean).map((line) => line.split('\t')))))
    child.stdin.end(text)
  })
}
