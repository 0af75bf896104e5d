// SPDX-License-Identifier: Apache-2.0
// Where the instance under test is: the variables that `./dev env` prints. Names are theirs.
import { readFileSync } from 'node:fs'

function needed(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: run tests/api/run.sh, or export what "./dev env" prints`)
  return value
}

export const BASE_URL = needed('BASE_URL')
export const CA = readFileSync(needed('CA_FILE'))
export const { ADMIN_DATABASE_URL, AI_URL, DATABASE_URL, FCGI_SOCKET, JOBS_DATABASE_URL, LOG_FILES, MAIL_DIR, PAYFAST_URL, PGDATA, WORKER_PIDS_COMMAND } = process.env

/** Tests whose server cannot be reached in this way are skipped with a sentence; pass this as their `skip`. */
export const without = (...names) => {
  const missing = names.filter((name) => !process.env[name])
  return missing.length > 0 && `${missing.join(', ')} not set`
}
