// SPDX-License-Identifier: Apache-2.0
// Exact expectations that several files share.
import assert from 'node:assert/strict'
import { assertProblem } from './http.js'

const inOrder = (list) => [...list].sort((a, b) => (a.pointer + a.code).localeCompare(b.pointer + b.code))

/** Every broken rule, none more and none less. An expected entry is {pointer, code} and, where it matters, params. */
export function assertViolations(answer, expected, status = 422, slug = 'validation') {
  const { errors } = assertProblem(answer, status, slug)
  assert.ok(Array.isArray(errors), `no errors in ${answer}`)
  for (const error of errors) {
    assert.deepEqual(Object.keys(error), ['pointer', 'code', 'params', 'detail'])
    assert.match(error.detail, /^[a-z'].*/, 'a sentence that goes on from the name of the field')
  }
  const seen = inOrder(errors), wanted = inOrder(expected)
  assert.deepEqual(
    seen.map(({ pointer, code, params }, i) => (wanted[i]?.params === undefined ? { pointer, code } : { pointer, code, params })),
    wanted, String(answer))
}

/** The same answer for two questions, but for what must differ. */
export function assertSameAnswer(a, b) {
  const told = ({ status, headers, text }) => ({ status, type: headers['content-type'], text: text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…'),
    headers: Object.keys(headers).sort() })
  assert.deepEqual(told(a), told(b))
}

export function assertForbidden(answer, needs) {
  const problem = assertProblem(answer, 403, 'forbidden')
  assert.ok(problem.needs, `no needs in ${answer}`)
  if (needs !== undefined) assert.equal(problem.needs, needs)
}
