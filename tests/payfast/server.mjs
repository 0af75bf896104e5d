// SPDX-License-Identifier: Apache-2.0
// server.mjs PORT MERCHANT_ID MERCHANT_KEY PASSPHRASE [CA_FILE]: a PayFast on this machine until it is told to end. README.md says what it
// plays and what it can be asked to do wrong.
import { createServer, request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { notificationText, signCall, signForm, signNotification } from './sign.mjs'

const MOST = 64 * 1024, KEPT = 5000, COMPLETE = 'COMPLETE'
const RHYTHM = { 1: 'day', 2: 'week', 3: 'month', 4: 'quarter', 5: 'half-year', 6: 'year' }

const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
const page = (title, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>
<style>body{font:1.1rem/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.6rem 1.6rem;margin:.5rem .5rem 0 0}</style>
<h1>${escaped(title)}</h1>${body}</html>`
const rand = (cents) => `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
const cents = (text) => Math.round(Number(text) * 100)

/** A map that forgets its oldest. */
class Kept extends Map {
  set(key, value) {
    if (this.size >= KEPT) this.delete(this.keys().next().value)
    return super.set(key, value)
  }
}

export function payfast({ merchant_id, merchant_key, passphrase, ca }) {
  const payments = new Kept() // by m_payment_id: {fields, token, charges}
  const subscriptions = new Kept() // by token
  const charges = new Kept() // by pf_payment_id: {amount, refunded}
  const sent = new Kept() // texts that validate knows
  const moods = new Kept() // what is wrong, by m_payment_id or token: {validate, api, once}
  let calls = [] // of the API
  let last = Date.now() * 1000

  const deliver = (url, body) => new Promise((resolve) => {
    const ask = url.startsWith('https:') ? askHttps : askHttp
    const request = ask(url, { method: 'POST', ca, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode))
    })
    request.on('error', (error) => resolve(error.message)).setTimeout(10000, () => request.destroy(new Error('no answer')))
    request.end(body)
  })

  /** The fields of a notification, in PayFast's order, with those of `change` in their places (null leaves one out). */
  function fieldsOf(payment, status, pf_payment_id, amount, change = {}) {
    const { fields, token } = payment
    const blank = status !== COMPLETE
    const all = {
      m_payment_id: fields.m_payment_id ?? '', pf_payment_id, payment_status: status, item_name: fields.item_name, item_description: fields.item_description ?? '',
      amount_gross: blank ? '' : rand(amount), amount_fee: blank ? '' : rand(-Math.round(amount * 0.029)), amount_net: blank ? '' : rand(amount - Math.round(amount * 0.029)),
      ...Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`custom_str${i}`, fields[`custom_str${i}`] ?? ''])),
      ...Object.fromEntries([1, 2, 3, 4, 5].map((i) => [`custom_int${i}`, fields[`custom_int${i}`] ?? ''])),
      name_first: fields.name_first ?? '', name_last: fields.name_last ?? '', email_address: fields.email_address ?? '', merchant_id,
      ...(token ? { token, billing_date: new Date().toISOString().slice(0, 10) } : {}),
    }
    return Object.entries({ ...all, ...change }).filter(([, value]) => value !== null)
  }

  /** A notification as bytes; PayFast will say that it sent it, unless `known` is false. */
  function notification(payment, { status = COMPLETE, amount, fields, known = true, secret = passphrase, pf_payment_id = String(++last) } = {}) {
    const due = amount ?? (payment.charges === 0 ? cents(payment.fields.amount) : (subscriptions.get(payment.token)?.amount ?? cents(payment.fields.amount)))
    const pairs = fieldsOf(payment, status, pf_payment_id, due, fields)
    const text = notificationText(pairs)
    if (known) sent.set(text, payment.fields.m_payment_id)
    if (status === COMPLETE) charges.set(pf_payment_id, { amount: due, refunded: 0, token: payment.token })
    return `${text}&signature=${signNotification(pairs, secret)}`
  }

  async function pay(payment) {
    const { fields } = payment
    if (fields.subscription_type === '1' && !payment.token) {
      payment.token = randomUUID()
      subscriptions.set(payment.token, {
        token: payment.token, amount: cents(fields.recurring_amount ?? fields.amount), cycles: Number(fields.cycles ?? 0), cycles_complete: 0,
        frequency: Number(fields.frequency), run_date: fields.billing_date ?? new Date().toISOString().slice(0, 10), status: 1, status_text: 'ACTIVE',
        status_reason: '', m_payment_id: fields.m_payment_id,
      })
    }
    const body = notification(payment)
    payment.charges++
    const subscription = subscriptions.get(payment.token)
    if (subscription) subscription.cycles_complete++
    return { body, status: fields.notify_url ? await deliver(fields.notify_url, body) : null }
  }

  async function cancelled(payment, subscription) {
    Object.assign(subscription, { status: 3, status_text: 'CANCELLED' })
    return deliver(payment.fields.notify_url, notification(payment, { status: 'CANCELLED', pf_payment_id: '' }))
  }

  /** POST /eng/process: what the buyer's browser sends. */
  function checkout(text) {
    const fields = Object.fromEntries(new URLSearchParams(text))
    const wrong = fields.merchant_id !== merchant_id || fields.merchant_key !== merchant_key ? 'Merchant authorization failed.'
      : fields.signature !== signForm(fields, passphrase) ? 'Generated signature does not match submitted signature.'
      : !/^\d+\.\d\d$/.test(fields.amount ?? '') || (cents(fields.amount) < 500 && !(fields.subscription_type && cents(fields.amount) === 0)) ? 'The amount is less than R 5.00.'
      : fields.subscription_type && !passphrase ? 'Subscriptions need a passphrase.'
      : !fields.item_name ? 'item_name is missing.' : null
    if (wrong) return [400, page('400 Bad Request', `<p role="alert">${escaped(wrong)}</p>`)]
    const id = fields.m_payment_id || randomUUID()
    payments.set(id, { fields, token: payments.get(id)?.token, charges: payments.get(id)?.charges ?? 0 })
    const what = fields.subscription_type === '1' ? `<p>R ${escaped(fields.recurring_amount ?? fields.amount)} each ${RHYTHM[fields.frequency]}.</p>` : ''
    const form = (verb, label) => `<form method="post" action="/eng/${verb}"><input type="hidden" name="id" value="${escaped(id)}"><button>${label}</button></form>`
    return [200, page('PayFast stand-in', `<p>${escaped(fields.item_name)}: <strong>R ${escaped(fields.amount)}</strong></p>${what}${form('pay', 'Pay')}${form('cancel', 'Cancel')}
<p>No money moves here: this program of the tests plays PayFast.</p>`)]
  }

  async function decided(verb, text) {
    const payment = payments.get(new URLSearchParams(text).get('id'))
    if (!payment) return [404, page('404 Not Found', '<p>There is no such payment.</p>')]
    if (verb === 'pay') await pay(payment)
    return [303, '', { Location: verb === 'pay' ? payment.fields.return_url : payment.fields.cancel_url }]
  }

  const envelope = (response, more = {}) => [200, JSON.stringify({ code: 200, status: 'success', data: { response, ...more } }), { 'Content-Type': 'application/json' }]
  const failed = (code, message) => [code, JSON.stringify({ code, status: 'failed', data: { response: false, message } }), { 'Content-Type': 'application/json' }]

  async function subscriptionCall(token, verb, given) {
    const subscription = subscriptions.get(token)
    if (!subscription) return failed(404, 'Subscription not found')
    const payment = payments.get(subscription.m_payment_id)
    if (verb === 'fetch') return envelope(subscription)
    if (verb === 'adhoc') {
      const pf_payment_id = String(++last)
      charges.set(pf_payment_id, { amount: Number(given.amount), refunded: 0, token })
      return envelope('true', { message: 'success', pf_payment_id })
    }
    if (subscription.status_text === 'CANCELLED') return failed(400, 'Subscription is cancelled')
    if (verb === 'pause') Object.assign(subscription, { status: 2, status_text: 'PAUSED' })
    if (verb === 'unpause') Object.assign(subscription, { status: 1, status_text: 'ACTIVE' })
    if (verb === 'update')
      for (const name of ['cycles', 'frequency', 'amount', 'run_date']) if (name in given) subscription[name] = name === 'run_date' ? given[name] : Number(given[name])
    if (verb === 'cancel') setImmediate(() => cancelled(payment, subscription))
    return envelope(true)
  }

  function refundCall(id, given, asks) {
    const charge = charges.get(id)
    if (!charge) return failed(404, 'Payment not found')
    const left = charge.amount - charge.refunded
    if (asks) return envelope({ status: left > 0 ? 'REFUNDABLE' : 'COMPLETED', amount_original: charge.amount, amount_available_for_refund: left })
    if (!(Number(given.amount) > 0) || Number(given.amount) > left) return failed(400, 'The amount exceeds what can be refunded')
    if ((given.reason ?? '').length < 3) return failed(400, 'A reason is needed')
    charge.refunded += Number(given.amount)
    return envelope(true, { message: 'Refund queued' })
  }

  /** The API: everything is signed, `testing` is not. */
  async function api(method, url, headers, text) {
    const query = Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'testing')), given = Object.fromEntries(new URLSearchParams(text))
    const head = Object.fromEntries(['merchant-id', 'version', 'timestamp'].map((name) => [name, headers[name] ?? '']))
    if (headers['merchant-id'] !== merchant_id || headers.signature !== signCall({ ...head, ...query, ...given }, passphrase)) return failed(401, 'Merchant authorisation failed.')
    if (method !== 'GET' && headers['content-length'] === undefined) return failed(411, 'Length required')
    if (url.pathname === '/ping') return [200, '"Payfast API"', { 'Content-Type': 'application/json' }]
    const [, kind, one, two] = url.pathname.split('/'), id = one === 'query' ? two : one
    calls = [...calls.slice(-KEPT), { method, path: url.pathname, given }]
    const mood = moods.get(id)?.api
    if (mood === 'away') return null
    if (mood === 'refuses') return failed(400, 'The stand-in was told to refuse')
    if (kind === 'subscriptions') return subscriptionCall(one, two, given)
    if (kind === 'refunds') return refundCall(id, given, one === 'query' || method === 'GET')
    return failed(404, 'No such call')
  }

  function validate(text) {
    const mood = moods.get(sent.get(text) ?? new URLSearchParams(text).get('m_payment_id'))?.validate
    if (mood === 'away') return null
    if (mood === 'nonsense') return [200, '<html>maintenance</html>']
    return [200, sent.has(text) && mood !== 'invalid' ? 'VALID' : 'INVALID']
  }

  /** What tests ask of it: README.md has the list. */
  async function control(what, wish) {
    const payment = payments.get(wish.m_payment_id ?? subscriptions.get(wish.token)?.m_payment_id)
    const json = (value) => [200, JSON.stringify(value), { 'Content-Type': 'application/json' }]
    if (what === 'mood') {
      moods.set(wish.m_payment_id ?? wish.token ?? wish.pf_payment_id, wish)
      return json({})
    }
    if (what === 'calls') return json(calls.filter(({ path }) => path.includes(wish.token ?? wish.pf_payment_id)))
    if (!payment) return [404, '{}']
    if (what === 'pay') return json({ ...(await pay(payment)), token: payment.token ?? null })
    if (what === 'notification') return json({ body: notification(payment, wish) })
    if (what === 'payment') return json({ ...payment, subscription: subscriptions.get(payment.token) ?? null })
    if (what === 'subscription') return json(Object.assign(subscriptions.get(payment.token), wish.change))
    if (what === 'cancel') return json({ status: await cancelled(payment, subscriptions.get(payment.token)) })
    return [404, '{}']
  }

  async function answer(request, text) {
    const url = new URL(request.url, 'http://localhost'), html = { 'Content-Type': 'text/html; charset=utf-8' }
    const [, top, name] = url.pathname.split('/')
    if (top === 'control') return control(name, JSON.parse(text || '{}'))
    if (url.pathname === '/eng/query/validate') return validate(text)
    const told = top !== 'eng' ? await api(request.method, url, request.headers, text) : name === 'process' ? checkout(text) : await decided(name, text)
    return told && [told[0], told[1], { ...html, ...told[2] }]
  }

  return createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part) => (text = (text + part).slice(0, MOST)))
    request.on('end', async () => {
      const told = await answer(request, text).catch((error) => [500, String(error)])
      if (!told) return request.socket.destroy()
      response.writeHead(told[0], told[2]).end(told[1])
    })
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [port, merchant_id, merchant_key, passphrase, ca] = process.argv.slice(2)
  payfast({ merchant_id, merchant_key, passphrase, ca: ca && readFileSync(ca) }).listen(Number(port), '127.0.0.1', () => console.log(`PayFast's stand-in on http://127.0.0.1:${port}`))
}
