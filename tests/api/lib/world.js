// SPDX-License-Identifier: Apache-2.0
// Agencies and people. They come into being as in life: by the first request with a signed token that names them. Each test
// file makes its own, so files run side by side and leave nothing that another could trip over.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { ask } from './http.js'
import { sql } from './database.js'
import { clerk, clerkId, clerkToken } from './tokens.js'

/** Somebody with a token. get, post, patch, put and del answer with an Answer; a body is JSON. */
export class Person {
  constructor(token, subject) {
    Object.assign(this, { token, subject })
  }
  ask(method, path, options = {}) {
    return ask(method, path, { token: this.token, ...options })
  }
  get(path, options) {
    return this.ask('GET', path, options)
  }
  post(path, json, options) {
    return this.ask('POST', path, json === undefined ? options : { json, ...options })
  }
  patch(path, json, options) {
    return this.ask('PATCH', path, { json, ...options })
  }
  put(path, json, options) {
    return this.ask('PUT', path, { json, ...options })
  }
  del(path, options) {
    return this.ask('DELETE', path, options)
  }
  /** The body of what a POST made. */
  async make(path, json, options) {
    const answer = await this.post(path, json, options)
    assert.equal(answer.status, 201, String(answer))
    return answer.json
  }
  /** Our id of the user; known to the database alone before /api/me is asked. */
  async id() {
    this.userId ??= (await sql(`select user_id from public.identities where issuer = :'issuer' and subject = :'subject'`,
      { issuer: clerk.issuer, subject: this.subject }))[0][0]
    return this.userId
  }
}

export class Agency {
  constructor(org, slug) {
    Object.assign(this, { org, slug })
  }
  /** role: what the organization claim says: admin, member, or anything else for the least. */
  async person(role, claims = {}) {
    const subject = clerkId('user_')
    const token = await clerkToken({ sub: subject, org_id: this.org, org_slug: this.slug, org_role: `org:${role}`, ...claims })
    const person = new Person(token, subject)
    person.agency = this
    const answer = await person.get('/api/contacts?limit=1')
    assert.equal(answer.status, 200, String(answer))
    return person
  }
  /** The first admin of an organization is its owner here; later ones are admins. */
  admin() {
    return this.person('admin')
  }
  agent() {
    return this.person('member')
  }
  viewer() {
    return this.person('looker')
  }
  async id() {
    this.agencyId ??= (await sql(`select id from public.agencies where clerk_org_id = :'org'`, { org: this.org }))[0][0]
    return this.agencyId
  }
  /** Who may read what: 'team' or 'owner'. */
  async setVisibility(visibility) {
    await sql(`update public.agencies set record_visibility = :'visibility' where id = :'id'`, { id: await this.id(), visibility })
  }
}

/** An agency with its owner. */
export async function newAgency(word = 'test') {
  const org = clerkId('org_')
  const agency = new Agency(org, `${word}-${org.slice(-8)}`)
  agency.owner = await agency.person('admin')
  return agency
}

/** A text that no other test uses, of letters alone and all equally long: none is the beginning of another, which a search would find. */
export const unique = (word) => `${word}-${randomBytes(10).toString('hex').replace(/\d/g, (digit) => 'ghijklmnop'[digit])}`

export const property = (more = {}) => ({ address: '24, rue Ermesinde', ...more })
export const contact = (more = {}) => ({ name: 'Josée Weber', ...more })
