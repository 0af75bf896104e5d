// SPDX-License-Identifier: Apache-2.0
// What must hold for every operation that openapi.json declares: credentials, methods, HEAD, OPTIONS, strangers' ids, roles,
// fields that nobody may write.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { allowed, document, operations, resources } from './lib/openapi.js'
import { makeRow, sampleOf, samples } from './lib/samples.js'
import { workDone } from './lib/work.js'
import { newAgency, unique } from './lib/world.js'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'
const filled = (path) => path.replace(/\{[^}]+\}/g, (name) => (name.endsWith('ref}') ? 'no-such-ref' : NOBODY))
const hasBody = (operation) => Boolean(operation.requestBody)

let ours, theirs, agent, viewer
before(async () => {
  ours = await newAgency('ours')
  theirs = await newAgency('theirs')
  agent = await ours.agent()
  viewer = await ours.viewer()
})

describe('without credentials', () => {
  for (const { path, method, operation, isPublic } of operations.filter((o) => !o.isPublic))
    it(`${method} ${path} answers 401 and says how to sign in`, async () => {
      const answer = await ask(method, filled(path), hasBody(operation) ? { json: {} } : {})
      assertProblem(answer, 401, 'unauthenticated', { reason: 'missing' })
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
      assert.equal(isPublic, false)
    })
})

describe('methods', () => {
  for (const path of Object.keys(document.paths)) {
    const list = allowed(path)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((m) => !list.includes(m)))
      it(`${method} ${path} answers 405 with Allow`, async () => {
        const answer = await ask(method, filled(path), { token: ours.owner.token })
        assertProblem(answer, 405, 'method-not-allowed')
        assert.deepEqual(answer.headers.allow.split(', ').sort(), list)
      })
    it(`OPTIONS ${path} lists the methods`, async () => {
      const answer = await ask('OPTIONS', filled(path))
      assert.equal(answer.status, 204, String(answer))
      assert.deepEqual(answer.headers.allow.split(', ').sort(), list)
      assert.equal(answer.text, '')
    })
  }

  it('OPTIONS of an address that does not exist answers 404', async () => {
    assertProblem(await ask('OPTIONS', '/api/nothing'), 404, 'not-found')
  })
})

describe('HEAD', () => {
  const SAME = ['content-type', 'content-length', 'etag', 'cache-control']
  const check = async (path) => {
    await workDone(ours)
    const [get, head] = [await ours.owner.get(path), await ours.owner.ask('HEAD', path)]
    assert.equal(head.status, get.status)
    assert.equal(head.text, '')
    for (const name of SAME) assert.equal(head.headers[name], get.headers[name], name)
  }
  for (const resource of resources) {
    it(`of a list of ${resource.name} has the headers of GET`, () => check(resource.path))
    it(`of one of ${resource.name} has the headers of GET`, async () =>
      check(`${resource.path}/${(await makeRow(resource, ours.owner)).id}`))
    it(`of a missing one of ${resource.name} is a 404 without body`, async () => {
      const head = await ours.owner.ask('HEAD', `${resource.path}/${NOBODY}`)
      assert.equal(head.status, 404)
      assert.equal(head.text, '')
    })
  }
})

/** The operations on one row, each as a function of person and id. */
const onOne = (resource) => ({
  GET: (person, id) => person.get(`${resource.path}/${id}`),
  ...(resource.update && { PATCH: (person, id) => person.patch(`${resource.path}/${id}`, {}) }),
  ...(resource.removes && { DELETE: (person, id) => person.del(`${resource.path}/${id}`) }),
  ...(resource.restores && { restore: (person, id) => person.post(`${resource.path}/${id}/restore`) }),
})

describe('another agency', () => {
  for (const resource of resources)
    for (const [name, act] of Object.entries(onOne(resource)))
      it(`${name} of its ${resource.name} answers as if there were none`, async () => {
        const row = await makeRow(resource, theirs.owner)
        const [hidden, missing] = [await act(ours.owner, row.id), await act(ours.owner, NOBODY)]
        assertProblem(hidden, 404, 'not-found')
        assertSameAnswer(hidden, missing)
        assert.equal((await theirs.owner.get(`${resource.path}/${row.id}`)).json.version, row.version)
      })
})

describe('ids that are none', () => {
  for (const resource of resources)
    for (const id of ['1', 'not-a-uuid', `${NOBODY}0`, NOBODY.replaceAll('-', ''), '%F0%9F%8F%A0', "' or 1=1 --"])
      it(`${resource.name}/${id} answers 404`, async () =>
        assertProblem(await ours.owner.get(`${resource.path}/${encodeURI(id)}`), 404, 'not-found'))
})

const ofRecords = resources.filter((resource) => samples[resource.name]?.record)

describe('a viewer', () => {
  for (const resource of ofRecords) {
    if (resource.create) it(`may not create ${resource.name}`, async () =>
      assertForbidden(await viewer.post(resource.path, await sampleOf(resource).body(ours.owner)), 'agent'))
    if (resource.byRef)
      it(`may not put ${resource.name} by its ref`, async () =>
        assertForbidden(await viewer.put(`${resource.path}/by_ref/${unique('ref')}`, await sampleOf(resource).body(ours.owner)), 'agent'))
    for (const [name, act] of Object.entries(onOne(resource)).filter(([n]) => n !== 'GET'))
      it(`may not ${name} one of ${resource.name}, which stays as it is`, async () => {
        const row = await makeRow(resource, ours.owner)
        assertForbidden(await act(viewer, row.id), 'agent')
        assert.deepEqual((await viewer.get(`${resource.path}/${row.id}`)).json, row)
      })
    it(`reads ${resource.name}`, async () => {
      const row = await makeRow(resource, ours.owner)
      assert.deepEqual((await viewer.get(`${resource.path}/${row.id}`)).json, row)
      assert.ok((await viewer.get(`${resource.path}?limit=200`)).json.data.some((r) => r.id === row.id))
    })
  }
})

describe('an agent', () => {
  for (const resource of ofRecords) {
    for (const [name, act] of Object.entries(onOne(resource)).filter(([n]) => n === 'PATCH' || n === 'DELETE'))
      it(`may not ${name} a colleague's of ${resource.name}`, async () => {
        const row = await makeRow(resource, ours.owner)
        assertForbidden(await act(agent, row.id), 'owner of the record, or admin')
      })
    it(`writes its own of ${resource.name}`, async () => {
      const row = await makeRow(resource, agent)
      assert.equal(row.owner_id, await agent.id())
      if (resource.update) assert.equal((await agent.patch(`${resource.path}/${row.id}`, { external_ref: unique('ref') })).status, 200)
      if (resource.removes) assert.equal((await agent.del(`${resource.path}/${row.id}`)).status, 204)
    })
    if (resource.byRef)
      it(`may not put a colleague's of ${resource.name} by its ref`, async () => {
        const ref = unique('ref')
        const body = await sampleOf(resource).body(ours.owner)
        assert.equal((await ours.owner.put(`${resource.path}/by_ref/${ref}`, body)).status, 201)
        assertForbidden(await agent.put(`${resource.path}/by_ref/${ref}`, body), 'owner of the record, or admin')
      })
    if (!resource.create?.properties.owner_id) continue
    it(`may not make one of ${resource.name} for a colleague`, async () => {
      const body = { ...(await sampleOf(resource).body(agent)), owner_id: await ours.owner.id() }
      assertForbidden(await agent.post(resource.path, body), 'owner of the record, or admin')
    })
    it(`may not give one of ${resource.name} away`, async () => {
      const row = await makeRow(resource, agent)
      assertForbidden(await agent.patch(`${resource.path}/${row.id}`, { owner_id: await ours.owner.id() }), 'owner of the record, or admin')
    })
  }
})

describe('tables that only admins manage', () => {
  for (const resource of resources.filter((r) => samples[r.name]?.managed)) {
    const reads = samples[resource.name].managed
    for (const [who, person] of [['an agent', () => agent], ['a viewer', () => viewer]]) {
      it(`${who} ${reads === 'viewer' ? 'reads' : 'does not even read'} ${resource.name}`, async () => {
        const row = await makeRow(resource, ours.owner)
        for (const path of [resource.path, `${resource.path}/${row.id}`]) {
          const answer = await person().get(path)
          if (reads === 'viewer') assert.equal(answer.status, 200, String(answer))
          else assertForbidden(answer, reads)
        }
      })
      for (const [name, act] of Object.entries(onOne(resource)).filter(([n]) => n !== 'GET'))
        it(`${who} may not ${name} one of ${resource.name}`, async () => assertForbidden(await act(person(), (await makeRow(resource, ours.owner)).id), 'admin'))
      if (resource.create)
        it(`${who} may not make one of ${resource.name}`, async () => assertForbidden(await person().post(resource.path, await sampleOf(resource).body(ours.owner)), 'admin'))
    }
  }
})

describe('fields nobody may write', () => {
  for (const resource of resources) {
    const bad = Object.fromEntries([...resource.readOnly, 'no_such_field', 'a/b~c', 'agency_id'].map((name) => [name, null]))
    const expected = [
      ...resource.readOnly.map((name) => ({ pointer: `/${name}`, code: 'read_only' })),
      { pointer: '/no_such_field', code: 'unknown' }, { pointer: '/a~1b~0c', code: 'unknown' }, ...(resource.readOnly.includes('agency_id') ? [] : [{ pointer: '/agency_id', code: 'unknown' }]),
    ]
    if (resource.create)
      it(`POST ${resource.path} names each of them`, async () =>
        assertViolations(await ours.owner.post(resource.path, { ...bad, ...(await sampleOf(resource).body(ours.owner)) }),
          // an action has a request of its own, in which the row's fields are strangers
          samples[resource.name].row ? expected.filter(({ pointer }) => !resource.create.properties[pointer.slice(1)]).map((e) => ({ ...e, code: 'unknown' })) : expected))
    if (resource.update)
      it(`PATCH ${resource.path}/{id} names each of them`, async () => {
        const row = await makeRow(resource, ours.owner)
        const createOnly = Object.keys(resource.create?.properties ?? {}).filter((name) => resource.schema.properties[name] && !resource.update.properties[name] && !resource.readOnly.includes(name))
        assertViolations(
          await ours.owner.patch(`${resource.path}/${row.id}`, { ...bad, ...Object.fromEntries(createOnly.map((n) => [n, row[n]])) }),
          [...expected, ...createOnly.map((name) => ({ pointer: `/${name}`, code: 'read_only' }))])
        assert.deepEqual((await ours.owner.get(`${resource.path}/${row.id}`)).json, row)
      })
    if (resource.byRef)
      it(`PUT ${resource.path}/by_ref/{external_ref} names each of them`, async () =>
        assertViolations(await ours.owner.put(`${resource.path}/by_ref/${unique('ref')}`,
          { ...(await sampleOf(resource).body(ours.owner)), ...bad }), expected))
  }
})

describe('answers', () => {
  for (const resource of resources)
    it(`one of ${resource.name} has exactly the declared fields`, async () => {
      const row = await makeRow(resource, ours.owner)
      const virtual = Object.entries(resource.schema.properties).filter(([, p]) => p.description?.startsWith('With include=')).map(([n]) => n)
      const declared = Object.keys(resource.schema.properties).filter((name) => !virtual.includes(name))
      assert.deepEqual(Object.keys((await ours.owner.get(`${resource.path}/${row.id}`)).json), declared)
    })
})
