// SPDX-License-Identifier: Apache-2.0
// The document as `stagefy openapi` prints it, in a file for the linters and parsed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = process.env.STAGEFY
if (!program) throw new Error('STAGEFY is not set: name the program, e.g. STAGEFY=build/stagefy')

const text = execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 1 << 26 })
const folder = mkdtempSync(join(tmpdir(), 'stagefy-openapi-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

export const file = join(folder, 'openapi.json')
writeFileSync(file, text)
export const document = JSON.parse(text)
