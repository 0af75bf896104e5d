// SPDX-License-Identifier: Apache-2.0
// The options that the instance under test was started with, for the witnesses of what it does. They stand in the file beside
// PGDATA that ./dev wrote; OPTION_FILE names another one, where a second pool runs on the same database.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PGDATA } from './env.js'

export const OPTION_FILE = process.env.OPTION_FILE ?? join(dirname(PGDATA), 'stagefy.conf')

/** As the program reads it: a later line goes before an earlier one. */
export const options = Object.fromEntries(
  [...readFileSync(OPTION_FILE, 'utf8').matchAll(/^[ \t]*([A-Z0-9_]+)[ \t]*=[ \t]*"?(.*?)"?[ \t]*$/gm)].map(([, name, value]) => [name, value]))

/** What no answer and no log may hold. s3rver's only secret is its key as well, which every address names. */
export const secrets = [options.SECRET_KEYS, options.S3_SECRET_ACCESS_KEY].filter((value) => value && value !== options.S3_ACCESS_KEY_ID)
