// SPDX-License-Identifier: Apache-2.0
// Mail with one person, end to end: what is written goes out as a mail, what is answered comes back into the conversation.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { MAIL_DIR, without } from './lib/env.js'
import { assertProblem } from './lib/http.js'
import { newEmail } from './lib/local.js'
import { deliver, INBOUND_SECRET, mailTo, REPLY_DOMAIN, sent } from './lib/mails.js'
import { eventually } from './lib/retry.js'
import { transfer } from './lib/transfer.js'
import { sample, upload } from './lib/uploads.js'
import { newAgency, unique } from './lib/world.js'

const skip = without('MAIL_DIR')
let agency, agent, contact, message, mail

const messagesOf = async (id) => (await agent.get(`/api/messages?conversation_id=${id}&sort=happened_at&fields=direction,state,text,quoted,automatic,answer,attachments_refused,attachment_ids`)).json.data
const arrived = (id, count) => eventually(async () => {
  const all = await messagesOf(id)
  return all.length === count && all
})
const answer = (text, { id = `${unique('a')}@mx.example`, to = mail.header('Reply-To'), more = '' } = {}) =>
  `From: Emma <emma@example.com>\nTo: ${to}\nSubject: Re: Your visit\nMessage-ID: <${id}>\nIn-Reply-To: ${mail.header('Message-ID')}\n${more}\n${text}\n`

before(async () => {
  agency = await newAgency('letters')
  agent = await agency.agent()
  contact = await agent.make('/api/contacts', { name: 'Emma Nilsson', email: newEmail('emma') })
}, { skip })

describe('a message', { skip }, () => {
  it('goes out by mail in its writer’s name, and answers come to its conversation', async () => {
    const { id: template_id } = await agent.make('/api/message_templates', { name: 'Visit', subject: 'Your visit', body: 'Hello {{contact.first_name}},\n\nuntil <Saturday>.' })
    message = await agent.make('/api/messages', { contact_id: contact.id, template_id })
    assert.deepEqual([message.direction, message.state, message.subject, message.text], ['out', 'queued', 'Your visit', 'Hello Emma,\n\nuntil <Saturday>.'])
    mail = await mailTo(contact.email)
    assert.equal(mail.id, message.id)
    assert.match(mail.header('Reply-To'), new RegExp(`^<reply\\+[0-9a-f]{32}@${REPLY_DOMAIN}>$`))
    assert.equal(mail.header('Auto-Submitted'), undefined)
    assert.equal(mail.text.trim().replaceAll('\r\n', '\n'), 'Hello Emma,\n\nuntil <Saturday>.')
    assert.ok(mail.html.includes('>until &lt;Saturday&gt;.</p>'))
    const [only] = await messagesOf(message.conversation_id)
    assert.equal(only.state, 'sent')
  })
  it('brings its answer into the conversation, the timeline and to its writer, once', async () => {
    const reply = answer('Yes, gladly.\n\nOn Tue, Alpha wrote:\n> Hello Emma')
    assert.equal((await deliver(reply)).status, 204)
    assert.equal((await deliver(reply)).status, 204)
    const [, got] = await arrived(message.conversation_id, 2)
    assert.deepEqual([got.direction, got.state, got.text, got.quoted], ['in', 'received', 'Yes, gladly.', 'On Tue, Alpha wrote:\n> Hello Emma'])
    const told = await eventually(async () => (await agent.get('/api/notifications')).json.data.find((one) => one.kind === 'reply_received'))
    assert.deepEqual([told.title, told.action_url], ['Emma Nilsson has written', `/contacts/${contact.id}`])
    const events = (await agent.get(`/api/activities?contact_id=${contact.id}&kind=mail`)).json.data.map(({ details }) => details.event)
    assert.deepEqual(events.sort(), ['received', 'sent'])
    assert.equal((await agent.get(`/api/conversations/${message.conversation_id}`)).json.unanswered, true)
  })
  it('answers in the same thread', async () => {
    const [, { id: answers_id }] = await messagesOf(message.conversation_id)
    const next = await agent.make('/api/messages', { answers_id, body: 'Good.' })
    assert.deepEqual([next.conversation_id, next.subject], [message.conversation_id, 'Re: Your visit'])
    const second = await mailTo(contact.email, 2)
    assert.equal(second.header('Reply-To'), mail.header('Reply-To'))
    assert.match(second.header('In-Reply-To'), /@mx\.example>$/)
    assert.equal(second.header('References'), `${mail.header('Message-ID')} ${second.header('In-Reply-To')}`)
  })
  it('that comes back undeliverable has failed', async () => {
    const report = `Return-Path: <>\nTo: ${mail.header('Reply-To')}\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n`
      + `--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nAction: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: ${mail.header('Message-ID')}\n\n--b--\n`
    assert.equal((await deliver(report)).status, 204)
    const [first] = await eventually(async () => {
      const all = await messagesOf(message.conversation_id)
      return all[0].state === 'failed' && all
    })
    assert.equal(first.answer, '5.1.1')
  })
  it('carries files, and names those that an answer brought', async () => {
    const [item] = await upload(agent, [sample('exif.jpg')], { contact_id: contact.id })
    const { id, conversation_id } = await agent.make('/api/messages', { contact_id: contact.id, subject: 'Photo', body: 'Here.', attachment_ids: [item.id] })
    await sent(id)
    const source = await readFile(join(MAIL_DIR, `${id}.eml`), 'latin1')
    const [, file] = /filename\*0\*=UTF-8''exif\.jpg\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(source)
    assert.deepEqual(Buffer.from(file, 'base64'), sample('exif.jpg').bytes)
    const to = /Reply-To: (.*)\r\n/.exec(source)[1]
    const withFile = answer('--b\nContent-Type: text/html\n\n<p>Thanks<script>x</script></p>\n--b\nContent-Type: application/pdf; name="plan.pdf"\nContent-Transfer-Encoding: base64\n\n' + sample('plain.pdf').bytes.toString('base64')
      + '\n--b\nContent-Type: image/jpeg\nContent-Disposition: attachment; filename="page.html"\n\n<script>alert(1)</script>\n--b\nContent-Type: application/zip; name="nothing.zip"\n\n\n--b--',
      { to, more: 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nAuto-Submitted: auto-replied\n' })
    assert.equal((await deliver(withFile, { recipient: to.slice(1, -1) })).status, 204)
    const [, got] = await arrived(conversation_id, 2)
    assert.deepEqual([got.text, got.attachments_refused, got.automatic], ['Thanks', ['nothing.zip'], true])
    const files = await Promise.all(got.attachment_ids.map(async (file) => (await agent.get(`/api/media_items/${file}`)).json))
    assert.deepEqual(files.map(({ file_name, type, content_type, contact_id, property_id, size }) => [file_name, type, content_type, contact_id === contact.id, property_id, size]),
      [['plan.pdf', 'document', 'application/pdf', true, null, sample('plain.pdf').bytes.length], ['page.html', 'document', 'application/octet-stream', true, null, 25]])
    const [shown, downloaded] = await Promise.all(files.map(({ url }) => transfer('GET', url)))
    assert.deepEqual([shown.headers['content-type'], shown.headers['content-disposition']], ['application/pdf', undefined])
    assert.deepEqual([downloaded.headers['content-type'], downloaded.headers['content-disposition'], downloaded.headers['x-content-type-options']],
      ['application/octet-stream', `attachment; filename="page.html"; filename*=UTF-8''page.html`, 'nosniff'])
  })
  it('is refused by what is wrong with it', async () => {
    assertViolations(await agent.post('/api/messages', { contact_id: contact.id, subject: 'x', body: '{{visit.day}}' }), [{ pointer: '/body', code: 'missing_variables' }])
    assertViolations(await agent.post('/api/messages', { contact_id: 'x', attachment_ids: ['y'], no: 1 }),
      [{ pointer: '/contact_id', code: 'format' }, { pointer: '/no', code: 'unknown' }])
    assertViolations(await agent.post('/api/messages', { contact_id: contact.id, subject: 'x', body: 'y', attachment_ids: ['z'] }), [{ pointer: '/attachment_ids/0', code: 'format' }])
    assertForbidden(await (await agency.viewer()).post('/api/messages', { contact_id: contact.id, subject: 'x', body: 'y' }), 'agent')
    await agent.make('/api/contact_consents', { contact_id: contact.id, purpose: 'contact', method: 'email', given_at: '2026-01-01T00:00:00Z', withdrawn_at: '2026-01-02T00:00:00Z' })
    const refused = await agent.post('/api/messages', { contact_id: contact.id, subject: 'x', body: 'y' })
    assertProblem(refused, 409, 'conflict')
    assert.equal(refused.json.errors[0].code, 'consent_withdrawn')
  })
})

describe('a preview', { skip }, () => {
  it('fills in what is known and names the rest', async () => {
    const { json } = await agent.post('/api/messages/preview', { contact_id: contact.id, subject: 'For {{contact.name}}', body: '{{visit.day}} {{nothing}}' })
    const { variables, ...shown } = json
    assert.deepEqual(shown, { subject: 'For Emma Nilsson', body: '{{visit.day}} {{nothing}}', missing: ['visit.day'], unknown: ['nothing'] })
    assert.equal(variables['contact.email'], contact.email)
  })
})

describe('a mail that comes in', { skip }, () => {
  it('needs the secret', async () => {
    for (const token of [undefined, 'another', `${INBOUND_SECRET}x`, agent.token]) assertProblem(await deliver('Subject: x\n\nx', { token }), 401, 'unauthenticated')
  })
  it('to nobody is refused, so that its sender is told', async () => {
    assertProblem(await deliver(`To: reply+${'0'.repeat(32)}@${REPLY_DOMAIN}\n\nx`), 404, 'not-found')
    assertProblem(await deliver('Subject: x\n\nx'), 404, 'not-found')
  })
  it('is a mail, and may be larger than other bodies', async () => {
    assertProblem(await deliver('{}', { headers: { 'Content-Type': 'application/json' } }), 415, 'unsupported-media-type')
    assertProblem(await deliver(`Subject: x\n\n${'x'.repeat(3 << 20)}`), 404, 'not-found')
  })
})
