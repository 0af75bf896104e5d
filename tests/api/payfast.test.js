// SPDX-License-Identifier: Apache-2.0
// Payments through PayFast, the whole way: its page, its notifications, its API (tests/payfast plays all three). What grants what, in
// which order, is in tests/sql/t/payfast.sql.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { assertProblem } from './lib/http.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { without } from './lib/env.js'
import { sql, transaction } from './lib/database.js'
import { checkout, control, events, notification, notify, paid, payment, planId, settled } from './lib/payfast.js'
import { eventually, until } from './lib/retry.js'
import { ownWorker } from './lib/worker.js'
import { newAgency } from './lib/world.js'
import { askFrom, newAccount } from './lib/local.js'

const vectors = JSON.parse(readFileSync(new URL('../vectors/payfast.json', import.meta.url)))
const credits = async (person) => (await person.get('/api/credits')).json.balance
const subscription = async (agency) => (await sql(`select s.status, s.status_reason, p.key, s.cancel_at_period_end, coalesce(n.key, '') from public.subscriptions s
  join public.plans p on p.id = s.plan_id left join public.plans n on n.id = s.next_plan_id where s.agency_id = :'id' order by s.created_at desc limit 1`, { id: await agency.id() }))[0]

describe('PayFast', { skip: without('PAYFAST_URL') }, () => {
  let agency, owner, agent
  before(async () => {
    agency = await newAgency('payfast')
    owner = agency.owner
    agent = await agency.agent()
  })

  it('is sent a signed form, in its order', async () => {
    const { id, action, fields, order, page } = await checkout(owner, 'basic', 'monthly')
    assert.equal(action, `${process.env.PAYFAST_URL}/eng/process`)
    assert.deepEqual(order.filter((name) => !name.startsWith('name_')), ['merchant_id', 'merchant_key', 'return_url', 'cancel_url', 'notify_url', ...('email_address' in fields ? ['email_address'] : []),
      'm_payment_id', 'amount', 'item_name', 'item_description', 'subscription_type', 'recurring_amount', 'frequency', 'cycles', 'signature'])
    const { amount, recurring_amount, frequency, cycles, m_payment_id, item_name } = fields
    assert.deepEqual({ amount, recurring_amount, frequency, cycles, m_payment_id, item_name }, { amount: '399.00', recurring_amount: '399.00', frequency: '3', cycles: '0', m_payment_id: id, item_name: 'Stagefy Basic' })
    assert.match(page, /<button>Pay<\/button>/)
    const changed = await fetch(action, { method: 'POST', body: new URLSearchParams({ ...fields, amount: '5.00' }) })
    assert.deepEqual([changed.status, /signature/.test(await changed.text())], [400, true])
  })
  it('is for those who manage the agency, and one plan at a time', async () => {
    const plan_id = await planId('pack_100')
    assertForbidden(await agent.post('/api/billing/checkout', { plan_id }), 'admin')
    assertForbidden(await agent.get('/api/payments'), 'admin')
    assertForbidden(await agent.post('/api/subscription/cancel'), 'admin')
    assertViolations(await owner.post('/api/billing/checkout', { plan_id: crypto.randomUUID(), interval: 'monthly' }), [{ pointer: '/plan_id', code: 'not_found' }])
    assertViolations(await owner.post('/api/billing/checkout', { plan_id: await planId('pro') }), [{ pointer: '/interval', code: 'required' }])
    assertProblem(await owner.post('/api/subscription/cancel'), 404, 'not-found')
    const key = crypto.randomUUID(), twice = []
    for (let i = 0; i < 2; i++) twice.push(await owner.post('/api/billing/checkout', { plan_id }, { key }))
    assert.deepEqual(twice[1].json, twice[0].json, 'one payment for one key')
    assert.equal((await owner.post(`/api/payments/${twice[0].json.payment_id}/give_up`)).status, 204)
    assert.deepEqual((({ state, note }) => ({ state, note }))(await payment(owner, twice[0].json.payment_id)), { state: 'cancelled', note: 'given_up' })
  })
  it('sells a pack of credits: fifty of the same notification at once grant once', async () => {
    const { id } = await checkout(owner, 'pack_500'), had = await credits(owner), body = await notification(id)
    const answers = await Promise.all(Array.from({ length: 50 }, () => notify(body)))
    assert.deepEqual([...new Set(answers.map(({ status, text }) => `${status} ${text}`))], ['200 '])
    const { amount, fee, paid_at, refunded_at, kind, provider_ref, credits: bought } = await paid(owner, id)
    assert.deepEqual({ amount, fee, refunded_at, kind, bought, numbered: /^\d+$/.test(provider_ref), dated: Boolean(paid_at) },
      { amount: 599, fee: 17.37, refunded_at: null, kind: 'pack', bought: 500, numbered: true, dated: true })
    assert.equal(await credits(owner), had + 500)
    assert.deepEqual(await settled(id, 1), [{ state: 'applied', note: '', checks: { form: 'good', signature: 'good', source: 'unknown', merchant: 'right', confirmation: 'valid', payment: 'known', amount: 'right', currency: 'right' } }])
    assert.match((await owner.get('/api/payments.csv')).text, /Stagefy 500 credits/)
  })
  it('grants nothing for what is forged, altered, cut off, of another merchant, or not paid in full, and admins see it', async () => {
    const { id } = await checkout(owner, 'pack_100'), had = await credits(owner), good = await notification(id, { known: false })
    // at the door: 400, and kept as refused
    for (const body of [await notification(id, { secret: 'guessed' }), good.replace('149.00', '1149.00'), good.slice(0, -40), good.replace('&pf_payment_id', '&amount_gross=1.00&pf_payment_id'), `${good}&amount_gross=149.00`])
      assertProblem(await notify(body), 400, 'malformed-request')
    // by the job: signed as PayFast signs
    for (const wish of [{ known: false, pf_payment_id: '77' }, { fields: { merchant_id: '10000101' } }, { amount: 14899 }, { fields: { amount_gross: '1,49.00' } }, { fields: { amount_gross: '1.49e2' } }, { fields: { currency: 'USD' } }, { status: 'PENDING' }])
      assert.equal((await notify(await notification(id, wish))).status, 200)
    const found = await settled(id, 12)
    assert.deepEqual(found.map(({ state, note }) => `${state}: ${note}`).sort(), [
      'ignored: PENDING grants nothing', 'refused: 148.99 instead of 149.00', 'refused: PayFast charges in ZAR', 'refused: PayFast did not send it',
      ...Array(3).fill('refused: it is no notification'), 'refused: it is another merchant\'s', ...Array(2).fill('refused: it is not signed with our passphrase'), ...Array(2).fill('refused: no amount instead of 149.00')].sort())
    assert.deepEqual(found.find(({ note }) => /another merchant/.test(note)).checks, { form: 'good', signature: 'good', source: 'unknown', merchant: 'wrong' })
    assert.deepEqual([await credits(owner), (await payment(owner, id)).state], [had, 'pending'])
    // and the number of a charge that was applied buys nothing else
    const other = await checkout(owner, 'pack_500'), { provider_ref } = (await owner.get('/api/payments?state=complete&limit=1')).json.data[0]
    await notify(await notification(other.id, { pf_payment_id: provider_ref }))
    assert.deepEqual((await settled(other.id, 1)).map(({ state, checks }) => [state, checks.payment]), [['ignored', 'known']])
    assert.equal(await credits(owner), had)
  })
  it('is asked again while it does not answer', async () => {
    const { id } = await checkout(owner, 'pack_100'), had = await credits(owner)
    await control('mood', { m_payment_id: id, validate: 'away' })
    await notify(await notification(id))
    await until(async () => /failed|answer|closed/i.test((await events(id))[0]?.note ?? ''))
    assert.deepEqual([(await events(id))[0].state, (await payment(owner, id)).state], ['received', 'pending'], 'nothing is refused for it')
    await control('mood', { m_payment_id: id })
    await sql(`update internal.jobs_live set run_at = now() where kind = 'payfast.apply' and status = 'pending'`)
    await paid(owner, id)
    assert.equal(await credits(owner), had + 100)
  })
  it('is applied once when a job worker is killed between the confirmation and the commit', async () => {
    const { id } = await checkout(owner, 'pack_100'), had = await credits(owner)
    const held = await transaction(`select 1 from public.payments where id = :'id' for update`, { id })
    try {
      await notify(await notification(id))
      await held.blocks()
      const [[worker]] = await sql(`select split_part(worker, '/', 2) from internal.jobs_live where kind = 'payfast.apply' and status = 'processing' and payload ->> 'event_id' in
        (select e.id::text from internal.webhook_events e where position(convert_to(:'id', 'UTF8') in e.body) > 0)`, { id })
      process.kill(Number(worker), 'SIGKILL')
    } finally {
      await held.commit()
    }
    await paid(owner, id)
    await settled(id, 1)
    assert.equal(await credits(owner), had + 100)
  })
  it('charges a subscription: begun, renewed, planned smaller, paused, resumed, replaced, ended', async () => {
    const first = await checkout(owner, 'pro', 'monthly'), had = await credits(owner)
    const { token } = await control('pay', { m_payment_id: first.id })
    await paid(owner, first.id)
    assert.deepEqual(await subscription(agency), ['active', 'started', 'pro', 'f', ''])
    assert.equal(await credits(owner), had + 2000)
    // PayFast's rhythm: known by its token
    await control('pay', { token })
    await eventually(async () => (await owner.get('/api/payments?kind=renewal')).json.data.length === 1)
    assert.deepEqual((await subscription(agency)).slice(0, 2), ['active', 'renewed'])
    const at = async (check) => eventually(async () => check((await control('payment', { token })).subscription))
    assertProblem(await owner.post('/api/billing/checkout', { plan_id: await planId('pro'), interval: 'monthly' }), 409, 'conflict', { reason: 'same_plan' })
    assert.equal((await owner.post('/api/subscription/change', { plan_id: await planId('basic') })).status, 204)
    await at(({ amount }) => amount === 39900)
    assert.equal((await subscription(agency))[4], 'basic')
    assert.equal((await owner.post('/api/subscription/pause', { cycles: 2 })).status, 204)
    await at(({ status_text }) => status_text === 'PAUSED')
    assert.equal((await owner.post('/api/subscription/resume')).status, 204)
    await at(({ status_text }) => status_text === 'ACTIVE')
    assert.equal((await owner.post('/api/subscription/change', { plan_id: await planId('pro') })).status, 204, 'the present plan takes it back')
    await at(({ amount }) => amount === 99900)
    // a larger one, or by the year: a checkout that ends the former at PayFast when it is paid
    const second = await checkout(owner, 'pro', 'yearly'), { token: other } = await control('pay', { m_payment_id: second.id })
    await paid(owner, second.id)
    await at(({ status_text }) => status_text === 'CANCELLED')
    assert.deepEqual((await subscription(agency)).slice(0, 3), ['active', 'started', 'pro'])
    // cancelled here it ends with its year, and can go on; cancelled at PayFast it cannot
    assert.equal((await owner.post('/api/subscription/cancel')).status, 204)
    assert.equal((await subscription(agency))[3], 't')
    assert.equal((await owner.post('/api/subscription/resume')).status, 204)
    assert.equal((await control('payment', { token: other })).subscription.status_text, 'ACTIVE')
    await control('cancel', { token: other })
    await eventually(async () => (await subscription(agency))[3] === 't')
    assertProblem(await owner.post('/api/subscription/resume'), 409, 'conflict', { reason: 'ended_at_provider' })
    const kinds = (await owner.get('/api/notifications')).json.data.map(({ kind, title }) => `${kind}: ${title}`)
    assert.ok(['payment_success: Paid: Stagefy Pro', 'subscription_renewal: Renewed: Stagefy Pro'].every((one) => kinds.includes(one)), kinds.join('\n'))
  })
  it('sends nothing when a charge fails: that is found out by asking', async () => {
    const { owner: payer, ...late } = await newAgency('payfast-late'), { id } = await checkout(payer, 'basic', 'monthly'), { token } = await control('pay', { m_payment_id: id })
    await paid(payer, id)
    await control('subscription', { token, change: { status: 4, status_text: 'LOCKED' } })
    const age = (days) => sql(`set role stagefy_definer; update public.subscriptions set current_period_start = now() - interval '40 days', current_period_end = now() - make_interval(days => :days)
      where provider_ref = :'token'; select work.enqueue_platform('payfast.overdue')`, { token, days })
    const status = async () => (await sql(`select status || ' ' || status_reason from public.subscriptions where provider_ref = :'token'`, { token }))[0][0]
    await age(2)
    await until(async () => (await status()) === 'past_due not_paid')
    await age(9)
    await until(async () => (await status()) === 'cancelled not_paid')
    const told = (await payer.get('/api/notifications')).json.data.filter(({ kind }) => kind === 'payment_failed')
    assert.deepEqual(told.map(({ title, times }) => [title, times]), [['2 payments have failed', 2]])
    assert.ok(late.slug)
  })
  it('gives back what a platform admin says, and the credits go too', async () => {
    const buyer = (await newAgency('payfast-refund')).owner, { id, fields } = await checkout(buyer, 'pack_100'), admin = await newAccount()
    await sql(`update public.users set role = 'admin' where email = :'email'`, { email: admin.email })
    assertForbidden(await buyer.post(`/api/platform_payments/${id}/refund`, { reason: 'Mine' }), 'platform')
    assertProblem(await admin.post(`/api/platform_payments/${id}/refund`, { reason: 'Not paid' }), 409, 'conflict', { reason: 'pending' })
    await control('pay', { m_payment_id: id })
    const { provider_ref } = await paid(buyer, id)
    assert.equal(await credits(buyer), 200)
    assert.equal((await admin.post(`/api/platform_payments/${id}/refund`, { reason: 'Bought by mistake' })).status, 204)
    await paid(buyer, id, 'refunded')
    assert.equal(await credits(buyer), 100)
    const calls = await control('calls', { pf_payment_id: provider_ref })
    assert.deepEqual(calls.filter(({ method }) => method === 'POST').map(({ given }) => given), [{ amount: '14900', notify_buyer: '1', notify_merchant: '0', reason: 'Bought by mistake' }])
    const [row] = (await admin.get(`/api/platform_payments?state=refunded&agency_id=${await buyer.agency.id()}`)).json.data
    assert.deepEqual([row.id, row.refund_reason, row.refund_error, row.amount, fields.amount], [id, 'Bought by mistake', null, 149, '149.00'])
  })
  it('knows its own, and nothing can be bought where the operator has not set it up', async (t) => {
    for (const { raw_body } of [...vectors.itn_reject.filter(({ passphrase }) => passphrase === 'jt7NOE43FZPn'), ...vectors.itn.filter(({ passphrase }) => passphrase !== 'jt7NOE43FZPn')]) {
      const { status } = await notify(raw_body)
      assert.ok(status === 400 || /merchant_id=99999999/.test(raw_body), raw_body)
    }
    const worker = await ownWorker({ PAYFAST_MERCHANT_ID: '', PAYFAST_MERCHANT_KEY: '', PAYFAST_PASSPHRASE: '' })
    t.after(() => worker.stop())
    const asked = (path, options) => askFrom('127.0.0.1', 'POST', path, { token: owner.token, socket: worker.socket, ...options })
    const { detail } = assertProblem(await asked('/api/billing/checkout', { json: { plan_id: await planId('pack_100') } }), 503, 'payments-unavailable')
    assert.match(detail, /PAYFAST_MERCHANT_ID, PAYFAST_MERCHANT_KEY and PAYFAST_PASSPHRASE/)
  })
})
