// SPDX-License-Identifier: Apache-2.0
// Mails end to end, into files: what asks for them, what they say, who may look, and what their links do.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { without } from './lib/env.js'
import { PASSWORD, askFrom, freshAddress, newEmail, refresh, signIn, signedUp } from './lib/local.js'
import { idsTo, mailTo, offered, tokenIn } from './lib/mails.js'
import { newAgency } from './lib/world.js'

const skip = without('MAIL_DIR', 'FCGI_SOCKET')
const forgot = (email, address = freshAddress()) => askFrom(address, 'POST', '/api/auth/password/forgot', { json: { email } })
const reset = (token, password, address = freshAddress()) => askFrom(address, 'POST', '/api/auth/password/reset', { json: { token, password } })
const confirm = (token, address = freshAddress()) => askFrom(address, 'POST', '/api/auth/email/confirm', { json: { token } })
const NO_TOKEN = 'A'.repeat(43)
const NEXT = 'another lamp and staple'

describe('an invitation', { skip }, () => {
  let agency, admin
  before(async () => {
    agency = await newAgency('mail')
    admin = await agency.admin()
  })
  it('is mailed in the language of the agency, with its link', async () => {
    await agency.owner.patch(`/api/agencies/${await agency.id()}`, { locale: 'fr-LU', name: 'Été & Fils <b>' }, { headers: { 'If-Match': '*' } })
    const { json } = await agency.owner.post('/api/invitations', { email: newEmail('tom'), role: 'agent' })
    assert.equal(json.mailed, true)
    const mail = await mailTo(json.email)
    assert.equal(mail.header('Subject'), 'Été & Fils <b> vous invite')
    assert.match(mail.header('From'), /^Été & Fils <b> <no-reply@localhost/)
    assert.equal(mail.header('Auto-Submitted'), 'auto-generated')
    assert.match(mail.header('Message-ID'), new RegExp(`^<${mail.id}@`))
    assert.equal(tokenIn(mail, 'invitation'), json.token)
    assert.match(mail.html, new RegExp(`href="https://[^/"]+/invitation#${json.token}"`))
    assert.ok(mail.html.includes('Été &amp; Fils &lt;b&gt;') && !mail.html.includes('<b>'))
  })
  it('is listed for admins and owners, with what it says', async () => {
    const { json } = await admin.post('/api/invitations', { email: newEmail('ana'), role: 'viewer' })
    const { id } = await mailTo(json.email)
    const row = (await admin.get(`/api/mails/${id}`)).json
    assert.deepEqual([row.template, row.recipient, row.state, row.attempts], ['invitation', json.email, 'sent', 1])
    assert.ok((await admin.get('/api/mails')).json.data.some((mail) => mail.id === id))
    const content = (await admin.get(`/api/mails/${id}/content`)).json
    assert.deepEqual(Object.keys(content), ['subject', 'text', 'html'])
    assert.ok(content.text.includes(json.token))
    assertForbidden(await (await agency.agent()).get('/api/mails'), 'admin')
    const stranger = await newAgency('strangers')
    assertProblem(await stranger.owner.get(`/api/mails/${id}`), 404, 'not-found')
    assertProblem(await stranger.owner.get(`/api/mails/${id}/content`), 404, 'not-found')
    assertProblem(await admin.get('/api/mails/nothing/content'), 404, 'not-found')
  })
  it('that makes an owner is shown to owners alone: its link would make one of whoever reads it', async () => {
    const { json } = await agency.owner.post('/api/invitations', { email: newEmail('boss'), role: 'owner' })
    const { id } = await mailTo(json.email)
    assert.equal((await agency.owner.get(`/api/mails/${id}/content`)).status, 200)
    assertProblem(await admin.get(`/api/mails/${id}`), 404, 'not-found')
    assertProblem(await admin.get(`/api/mails/${id}/content`), 404, 'not-found')
  })
})

describe('a forgotten password', { skip }, () => {
  it('is replaced by a link that works once, and ends all sessions', async () => {
    const person = await signedUp({ locale: 'fr' }), other = await person.again()
    assert.equal((await forgot(person.email)).status, 204)
    const mail = await mailTo(person.email, 2), token = tokenIn(mail, 'reset')
    assert.equal(mail.header('Subject'), 'Choisissez un nouveau mot de passe')
    assertViolations(await reset(token, 'short'), [{ pointer: '/password', code: 'too_short' }])
    assert.equal((await reset(token, NEXT)).status, 204)
    for (const each of [person, other]) {
      assertProblem(await each.get('/api/me'), 401, 'unauthenticated')
      assert.equal((await refresh(each.cookie)).status, 401)
    }
    assertProblem(await signIn(person.email, PASSWORD), 401, 'bad-credentials')
    const now = await signIn(person.email, NEXT)
    assert.equal(now.status, 200, String(now))
    assert.equal((await ask('GET', '/api/me', { token: now.json.access_token })).json.email_verified, true, 'who read the mail has the address')
    assertProblem(await reset(token, PASSWORD), 410, 'gone')
  })
  it('of nobody is answered the same, and mails nobody', async () => {
    const email = newEmail('nobody'), known = await signedUp()
    const answers = [await forgot(known.email), await forgot(email)].map(({ status, text, headers: { date, 'request-id': id, ...headers } }) => ({ status, text, headers }))
    assert.deepEqual(answers[0], answers[1])
    await offered()
    assert.deepEqual(await idsTo(email), [])
  })
  it('cannot be asked for again and again, known or not', async () => {
    for (const email of [(await signedUp()).email, newEmail('nobody')]) {
      const states = []
      for (let i = 0; i < 5; i++) states.push((await forgot(email)).status)
      assert.deepEqual(states.slice(0, 3), [204, 204, 204])
      assert.ok(states.slice(3).includes(429), states.join())
    }
  })
  it('has links that end after an hour, and with the next password', async () => {
    const person = await signedUp()
    await forgot(person.email)
    const first = tokenIn(await mailTo(person.email, 2), 'reset')
    await forgot(person.email)
    const second = tokenIn(await mailTo(person.email, 3), 'reset')
    assert.equal((await reset(second, NEXT)).status, 204)
    assertProblem(await reset(first, PASSWORD), 410, 'gone')
    await forgot(person.email)
    const third = tokenIn(await mailTo(person.email, 4), 'reset')
    await sql(`update internal.proofs set expires_at = now() where token_hash = sha256(:'third')`, { third })
    assertProblem(await reset(third, PASSWORD), 410, 'gone')
    assertProblem(await reset(NO_TOKEN, PASSWORD), 410, 'gone')
    const kept = await sql(`select count(*) from internal.proofs where token_hash::text like '%' || :'third' || '%'`, { third })
    assert.equal(kept[0][0], '0')
  })
  it('has a link for itself alone', async () => {
    const person = await signedUp()
    const token = tokenIn(await mailTo(person.email), 'confirm')
    assertProblem(await reset(token, NEXT), 410, 'gone')
  })
  it('shows its mail to no agency', async () => {
    const person = await signedUp()
    await forgot(person.email)
    const { id } = await mailTo(person.email, 2)
    assertProblem(await person.get(`/api/mails/${id}`), 404, 'not-found')
    assertProblem(await person.get(`/api/mails/${id}/content`), 404, 'not-found')
    assertForbidden(await person.get('/api/platform_mails'), 'platform')
    assertForbidden(await person.get(`/api/platform_mails/${id}/content`), 'platform')
  })
})

describe('an address', { skip }, () => {
  const meOf = async (person) => (await person.get('/api/me')).json
  it('is confirmed by the link that sign-up mails', async () => {
    const person = await signedUp({ locale: 'en' })
    assert.equal((await meOf(person)).email_verified, false)
    const mail = await mailTo(person.email), token = tokenIn(mail, 'confirm')
    assert.equal(mail.header('Subject'), 'Confirm your address')
    const answer = await confirm(token)
    assert.deepEqual([answer.status, answer.json], [200, { email: person.email }])
    assert.equal((await meOf(person)).email_verified, true)
    assertProblem(await confirm(token), 410, 'gone')
    assertProblem(await confirm(NO_TOKEN), 410, 'gone')
    assertProblem(await person.post('/api/auth/email/confirmation'), 409, 'conflict')
  })
  it('is confirmed by a link asked for later', async () => {
    const person = await signedUp()
    assert.equal((await person.post('/api/auth/email/confirmation')).status, 204)
    assert.equal((await confirm(tokenIn(await mailTo(person.email, 2), 'confirm'))).status, 200)
  })
  it('changes when the new one is confirmed, and the old one is told', async () => {
    const person = await signedUp({ locale: 'en' }), next = newEmail('next')
    await confirm(tokenIn(await mailTo(person.email), 'confirm'))
    assertViolations(await person.post('/api/auth/email', { email: next, current_password: 'not the password' }), [{ pointer: '/current_password', code: 'wrong_password' }])
    assert.equal((await person.post('/api/auth/email', { email: next, current_password: PASSWORD })).status, 204)
    assert.equal((await meOf(person)).email, person.email, 'until then nothing has changed')
    assert.deepEqual((await confirm(tokenIn(await mailTo(next), 'confirm'))).json, { email: next })
    const me = await meOf(person)
    assert.deepEqual([me.email, me.email_verified], [next, true])
    assert.equal((await mailTo(person.email, 2)).header('Subject'), 'Your address was changed')
    assert.equal((await signIn(next)).status, 200)
    assertProblem(await signIn(person.email), 401, 'bad-credentials')
  })
  it('that another account has is refused to whoever has read the mail, and to nobody before', async () => {
    const holder = await signedUp(), person = await signedUp()
    await confirm(tokenIn(await mailTo(holder.email), 'confirm'))
    assert.equal((await person.post('/api/auth/email', { email: holder.email, current_password: PASSWORD })).status, 204)
    assertProblem(await confirm(tokenIn(await mailTo(holder.email, 2), 'confirm')), 409, 'conflict')
    assert.equal((await meOf(person)).email, person.email)
  })
})
