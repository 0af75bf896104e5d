// SPDX-License-Identifier: Apache-2.0
// Redocly's and Spectral's strictest rules find nothing. What they are wrong about stands here, finding by finding, with the
// reason; what no longer comes up must leave the list.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { file } from './document.js'

const bin = (name) => new URL(`node_modules/.bin/${name}`, import.meta.url).pathname

/** The JSON that a linter prints; it ends with 1 when there are findings. */
function run(name, args) {
  const { stdout, stderr } = spawnSync(bin(name), args, {
    cwd: import.meta.dirname, encoding: 'utf8', maxBuffer: 1 << 26,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  })
  try {
    return JSON.parse(stdout.slice(stdout.search(/[[{]/), 1 + Math.max(stdout.lastIndexOf('}'), stdout.lastIndexOf(']'))))
  } catch {
    throw new Error(`${name} printed no findings: ${stdout}${stderr}`)
  }
}

const LINTERS = {
  Redocly: {
    find: () => run('redocly', ['lint', '--config=redocly.yaml', '--format=json', file]).problems
      .map(({ ruleId, message, location }) => ({ rule: ruleId, text: `${ruleId}: ${message} ${location[0]?.pointer ?? ''}` })),
    exceptions: {
      'by_ref is for PUT alone, the others for GET and POST: no request fits both, and the id is a UUID, which by_ref is not':
        /^no-ambiguous-paths: .*(?:`(\/api\/\w+)\/\{id\}\/\w+` and `\1\/by_ref\/\{external_ref\}`|`(\/api\/\w+)\/by_ref\/\{external_ref\}` and `\2\/\{id\}\/\w+`)/,
    },
  },
  Spectral: {
    find: () => run('spectral', ['lint', '--ruleset=spectral.yaml', '--fail-severity=hint', '--format=json', '--quiet', file])
      .map(({ code, message, path }) => ({ rule: code, text: `${code}: ${message} ${path.join('/')}` })),
    exceptions: {
      'an installation has an address, but no e-mail of its own; not among the rules that Spectral recommends': /^contact-properties: /,
    },
  },
}

for (const [name, { find, exceptions }] of Object.entries(LINTERS))
  describe(name, () => {
    const patterns = Object.values(exceptions)
    const findings = find()
    it('finds nothing', () => {
      assert.deepEqual(findings.map((f) => f.text).filter((text) => !patterns.some((pattern) => pattern.test(text))), [])
    })
    for (const [reason, pattern] of Object.entries(exceptions))
      it(`is still wrong: ${reason}`, () => assert.ok(findings.some((f) => pattern.test(f.text)), 'take it from the list'))
  })

describe('the linters', () => {
  // else a linter that checks nothing would find nothing
  it('are at work', () => {
    const broken = run('spectral', ['lint', '--ruleset=spectral.yaml', '--format=json', '--quiet', new URL('broken.json', import.meta.url).pathname])
    assert.ok(broken.some(({ code }) => code === 'operation-description'), JSON.stringify(broken))
    const { problems } = run('redocly', ['lint', '--config=redocly.yaml', '--format=json', 'broken.json'])
    assert.ok(problems.some(({ ruleId }) => ruleId === 'operation-4xx-response'), JSON.stringify(problems))
  })
})
