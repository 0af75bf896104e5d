// SPDX-License-Identifier: Apache-2.0
// The instance's own PayFast (tests/payfast), as a buyer's browser and as whoever tells it what to do.
import assert from 'node:assert/strict'
import { ask } from './http.js'
import { PAYFAST_URL } from './env.js'
import { sql } from './database.js'
import { eventually } from './retry.js'

/** What tests ask of it: tests/payfast/README.md. */
export async function control(what, wish) {
  const answer = await fetch(`${PAYFAST_URL}/control/${what}`, { method: 'POST', body: JSON.stringify(wish) })
  assert.equal(answer.status, 200, `${what} ${JSON.stringify(wish)}: ${await answer.clone().text()}`)
  return answer.json()
}

export const planId = async (key) => (await sql(`select id from public.plans where key = :'key'`, { key }))[0][0]

/** A checkout, and its form sent to PayFast: {id, fields, page}. */
export async function checkout(person, plan, interval) {
  const { payment_id: id, action, fields } = await person.make('/api/billing/checkout', { plan_id: await planId(plan), ...(interval && { interval }) })
  const answer = await fetch(action, { method: 'POST', body: new URLSearchParams(fields.map(({ name, value }) => [name, value])) })
  const page = await answer.text()
  assert.equal(answer.status, 200, page)
  return { id, action, fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])), order: fields.map(({ name }) => name), page }
}

/** A notification of a payment, not sent yet. */
export const notification = async (m_payment_id, more = {}) => (await control('notification', { m_payment_id, ...more })).body

/** Sends one to us, as PayFast does. */
export const notify = (body) => ask('POST', '/api/webhooks/payfast', { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })

/** The events that the inbox has of a text in their bodies: [state, note, checks]. */
export const events = async (text) => (await sql(`select state, coalesce(note, ''), checks from internal.webhook_events
  where provider = 'payfast' and position(convert_to(:'text', 'UTF8') in body) > 0 order by id`, { text })).map(([state, note, checks]) => ({ state, note, checks: JSON.parse(checks) }))

/** Those, once none waits for its job any more. */
export const settled = (text, count) => eventually(async () => {
  const all = await events(text)
  return all.length >= count && all.every(({ state }) => state !== 'received') && all
})

export const payment = async (person, id) => (await person.get(`/api/payments/${id}`)).json

/** The payment, once it is in that state. */
export const paid = (person, id, state = 'complete') => eventually(async () => {
  const row = await payment(person, id)
  return row.state === state && row
})
