// SPDX-License-Identifier: Apache-2.0
// For the loops over all tables. An entry says how to come by a row and who may have it:
//   body(person)  the least that a POST takes      row(person)  a row, where POST alone does not answer one
//   vary(agency)  changes rows behind the API's back, so that every filter has something to find
//   record        agents write their own, viewers read
//   value(name, i) what a POST takes, where the field's schema does not say
//   managed       only admins write; 'viewer' or 'admin' is who may read
// A table without an entry fails its loops: add one.
import assert from 'node:assert/strict'
import { sql } from './database.js'
import { sent } from './mails.js'
import { eventually } from './retry.js'
import { unique } from './world.js'

// the reference of the property that the last body of a lead may name
let leadsProperty
// what the last body of a shared page shows
let sharedProperties
let days = 0, lastDay
// with whom each agency's people share
const colleagues = new WeakMap()
const freeDay = () => (lastDay = new Date(Date.UTC(2036, 0, 1 + days++, 10)).toISOString())

/** body(person): what a POST takes. row(person): a row where POST alone does not make one. */
export const samples = {
  properties: {
    record: true,
    body: async () => ({ address: '24, rue Ermesinde' }),
    vary: async ({ owner }) => {
      for (const { id } of (await owner.get('/api/properties?limit=2')).json.data) await samples.media_items.row(owner, { property_id: id, position: 1 })
    },
  },
  contacts: { record: true, body: async () => ({ name: 'Josée Weber' }) },
  contact_emails: {
    record: true,
    body: async (person) => ({
      contact_id: (await person.make('/api/contacts', { name: 'Josée Weber' })).id,
      email: `${unique('josee')}@example.com`,
    }),
  },
  contact_phones: {
    record: true,
    body: async (person) => ({ contact_id: (await person.make('/api/contacts', { name: 'Josée Weber' })).id, phone: '+352621123456' }),
    value: (name, i) => ({ phone: `+35262112345${i}`, is_primary: true })[name],
  },
  contact_consents: {
    record: true,
    body: async (person) => ({ contact_id: (await person.make('/api/contacts', { name: 'Josée Weber' })).id, purpose: 'offers', method: 'form' }),
    value: (name, i) => ({ given_at: '2026-01-01T03:04:05.678901Z', withdrawn_at: `2036-01-0${i + 1}T03:04:05.678901Z` })[name],
  },
  buyer_requests: {
    record: true,
    body: async (person) => ({ contact_id: (await person.make('/api/contacts', { name: 'Josée Weber' })).id }),
    value: (name, i) => ({ property_types: ['house', 'land'].slice(i % 2), budget_min: i, budget_max: 100 + i, places: [`Remich ${i}`] })[name],
  },
  media_items: {
    record: true,
    row: async (person, more = {}) => {
      const id = crypto.randomUUID(), agency = await person.agency.id()
      const columns = { id, agency_id: agency, owner_id: await person.id(), type: 'image', file_name: 'kitchen.jpg', storage_key: `${agency}/${id}.jpg`, provider: 'local', content_type: 'image/jpeg', size: 1234, status: 'ready',
        missing_since: '2026-01-02T03:04:05.678901Z', ...more } // as a sweep of another test's would find
      const names = Object.keys(columns)
      await sql(`insert into public.media_items (${names.join()}) values (${names.map((name) => `:'${name}'`).join()})`, columns)
      return (await person.get(`/api/media_items/${id}`)).json
    },
    vary: async ({ owner }) => {
      const { id: property_id } = await owner.make('/api/properties', { address: 'a' })
      const { id: contact_id } = await owner.make('/api/contacts', { name: 'a' })
      for (const type of ['image', 'document', 'video'])
        await samples.media_items.row(owner, { type, property_id, contact_id, external_ref: unique(type), tags: '{a,b}', taken_at: '2026-01-02T03:04:05.678901Z', width: 4, height: 3, position: 1, is_favorite: type === 'image', title: `T ${type}`, note: 'n', description: `about ${type}` })
      const original = await samples.media_items.row(owner), { id: project_id } = await samples.projects.row(owner)
      const { id: replaced_by } = await samples.media_items.row(owner, { original_id: original.id, project_id, is_altered: true, alterations: '{VirtualRenovation}', provenance: '{"steps": []}' })
      await sql(`update public.media_items set replaced_by = :'replaced_by' where id = :'id'`, { id: original.id, replaced_by })
      await samples.media_items.row(owner)
    },
  },
  // asked for by an action, and moved on by its job: one that has ended stays as it is
  projects: {
    record: true,
    row: async (person, more = {}) => {
      const { id: media_id } = await samples.media_items.row(person), id = crypto.randomUUID()
      const columns = { id, agency_id: await person.agency.id(), owner_id: await person.id(), name: 'kitchen.jpg', status: 'completed', media_id, media_ids: `{${media_id}}`,
        recipe: '[{"tool": "enhance", "options": {}, "provider": "local"}]', completed_at: '2026-01-02T03:04:05.678901Z', ...more }
      const names = Object.keys(columns)
      await sql(`insert into public.projects (${names.join()}) values (${names.map((name) => `:'${name}'`).join()})`, columns)
      return (await person.get(`/api/projects/${id}`)).json
    },
    vary: async ({ owner }) => {
      const { id: property_id } = await owner.make('/api/properties', { address: 'a' })
      const { id: template_id } = await owner.make('/api/templates', { name: 'a' })
      for (const [type, status] of [['photo_edit', 'failed'], ['video', 'cancelled'], ['template', 'completed']])
        await samples.projects.row(owner, { type, status, property_id, template_id, error_code: 'overloaded', error_message: 'x', step: 'enhance', job_id: crypto.randomUUID() })
    },
  },
  ai_jobs: {
    row: async (person, more = {}) => {
      const { id: project_id } = await samples.projects.row(person), id = crypto.randomUUID()
      const columns = { id, agency_id: await person.agency.id(), owner_id: await person.id(), project_id, variant: 1, step: 1, tool: 'enhance', service: 'local', input: '{"tool": "enhance"}',
        status: 'completed', input_key: 'i', result_key: 'r', ...more }
      const names = Object.keys(columns)
      await sql(`insert into public.ai_jobs (${names.join()}) values (${names.map((name) => `:'${name}'`).join()})`, columns)
      return (await person.get(`/api/ai_jobs/${id}`)).json
    },
    vary: async ({ owner }) => {
      for (const [service, status] of [['replicate', 'submitted'], ['qwen', 'failed'], ['nano_banana', 'completed']])
        await samples.ai_jobs.row(owner, { service, status, model: 'm', error_code: 'overloaded', error_message: 'x', api_cost: 0.04, latency_ms: 5, submitted_at: '2026-01-02T03:04:05.678901Z', completed_at: '2026-01-02T03:04:06.678901Z' })
    },
  },
  templates: {
    record: true,
    body: async () => ({ name: 'Empty bedrooms' }),
    value: (name, i) => ({ prompt_template: `warm ${i}`, variables: [{ name: 'mood', label: null, default: null, choices: [] }], recipe: [{ tool: 'enhance', options: {}, provider: null }], is_public: false })[name],
    vary: async ({ owner }) => {
      for (const type of ['open_house', 'custom']) await owner.make('/api/templates', { name: type, type, external_ref: unique('template'), description: 'x', prompt_template: 'x' })
      // shown to every agency: put away again at once
      const { id } = await owner.make('/api/templates', { name: 'public', is_public: true })
      assert.equal((await owner.del(`/api/templates/${id}`)).status, 204)
    },
  },
  deal_stages: {
    managed: 'viewer',
    body: async () => ({ name: { en: 'Stage', fr: 'Étape' } }),
  },
  deals: {
    record: true,
    body: async () => ({ title: 'A deal' }),
    value: (name) => ({ close_reason: 'bought elsewhere' })[name],
    vary: async ({ owner }) => {
      const { id: property_id } = await owner.make('/api/properties', { address: 'a' })
      const { id: contact_id } = await owner.make('/api/contacts', { name: 'a' })
      for (const status of ['open', 'won']) await owner.make('/api/deals', { title: 'about', status, property_id, contact_id, amount: 5, expected_close_on: '2026-02-28' })
    },
  },
  deal_parties: {
    record: true,
    body: async (person) => ({ deal_id: (await person.make('/api/deals', { title: 'x' })).id, contact_id: (await person.make('/api/contacts', { name: 'x' })).id }),
  },
  activities: {
    record: true,
    body: async (person) => ({ kind: 'note', text: 'Likes the garden', property_id: (await person.make('/api/properties', { address: 'a' })).id }),
    value: (name, i) => ({ kind: ['note', 'call', 'meeting'][i % 3] })[name],
    vary: async ({ owner }) => {
      const { id: property_id } = await owner.make('/api/properties', { address: 'a', status: 'active' })
      const { id: contact_id } = await owner.make('/api/contacts', { name: 'a' })
      await owner.make('/api/deals', { title: 'about', property_id, contact_id })
      await owner.patch(`/api/properties/${property_id}`, { status: 'sold', price: 5 })
      await owner.make('/api/activities', { kind: 'call', text: 'x', contact_id })
    },
  },
  // entered by anybody, and then somebody's by claiming
  leads: {
    record: true,
    body: async (person) => {
      leadsProperty = (await person.make('/api/properties', { address: 'a', reference: unique('ref').slice(0, 40) })).reference
      return { name: 'Emma Nilsson', email: `${unique('emma')}@example.com` }
    },
    row: async (person) => {
      const { id } = await person.make('/api/leads', { name: 'Emma Nilsson', email: `${unique('emma')}@example.com` })
      return (await person.post(`/api/leads/${id}/claim`)).json
    },
    value: (name, i) => ({ phone: `+3526611234${i}0`, property_reference: leadsProperty })[name],
    vary: async ({ owner }) => {
      const { id: property_id } = await owner.make('/api/properties', { address: 'a' })
      await owner.make('/api/lead_rules', { name: 'Portal', way: 'pool', sources: ['portal'] })
      for (const source of ['portal', 'website']) await owner.make('/api/leads', { name: 'a', email: `${unique('a')}@example.com`, property_id, source, external_ref: unique('form') })
      await samples.leads.row(owner)
      const { token } = await owner.make('/api/share_links', { property_ids: [property_id] })
      assert.equal((await owner.post('/api/shared/enquire', { token, name: 'a', email: `${unique('a')}@example.com` })).status, 204)
    },
  },
  record_shares: {
    record: true,
    body: async (person) => {
      if (!colleagues.has(person.agency)) colleagues.set(person.agency, person.agency.agent().then((colleague) => colleague.id()))
      return { contact_id: (await person.make('/api/contacts', { name: 'Josée Weber' })).id, user_id: await colleagues.get(person.agency) }
    },
    vary: async ({ owner }) => {
      const { user_id } = await samples.record_shares.body(owner)
      for (const [table, link] of [['properties', 'property_id'], ['deals', 'deal_id'], ['tasks', 'task_id']])
        await owner.make('/api/record_shares', { [link]: (await owner.make(`/api/${table}`, await samples[table].body(owner))).id, user_id, access: 'write', external_ref: unique('share') })
    },
  },
  share_links: {
    record: true,
    body: async (person) => ({ property_ids: (sharedProperties = [(await person.make('/api/properties', { address: 'a' })).id]) }),
    row: async (person) => {
      const { id } = await person.make('/api/share_links', await samples.share_links.body(person))
      return (await person.get(`/api/share_links/${id}`)).json
    },
    vary: async ({ owner }) => {
      const { id } = await samples.share_links.row(owner)
      assert.equal((await owner.patch(`/api/share_links/${id}`, { external_ref: unique('page') })).status, 200)
    },
    value: (name, i) => ({ property_ids: sharedProperties, expires_at: new Date(Date.now() + (i + 1) * 86_400_000).toISOString() })[name],
  },
  // one is made by the first message; nothing more becomes of it once that has left
  conversations: {
    record: true,
    row: async (person) => (await person.get(`/api/conversations/${(await samples.messages.row(person)).conversation_id}`)).json,
    vary: async (agency) => samples.messages.vary(agency),
  },
  messages: {
    record: true,
    body: async (person) => ({
      contact_id: (await person.make('/api/contacts', { name: 'Josée Weber', email: `${unique('josee')}@example.com` })).id,
      subject: 'Hello', body: 'Until Saturday.',
    }),
    value: (name) => ({ attachment_ids: [] })[name],
    row: async (person, more = {}) => {
      const { id } = await person.make('/api/messages', { ...(await samples.messages.body(person)), ...more })
      await sent(id)
      return (await person.get(`/api/messages/${id}`)).json
    },
    vary: async ({ owner }) => {
      const { id: property_id } = await owner.make('/api/properties', { address: 'a' })
      const { id: deal_id } = await owner.make('/api/deals', { title: 'about' })
      const { id: visit_id } = await owner.make('/api/visits', await samples.visits.body(owner))
      await samples.messages.row(owner, { property_id, deal_id, visit_id })
    },
  },
  message_templates: {
    record: true,
    body: async () => ({ name: 'After a visit', subject: 'Your visit', body: 'Hello {{contact.first_name}}' }),
    value: (name, i) => ({ subject: `Visit ${i}`, body: `Hello ${i}`, private: false })[name],
  },
  imports: {
    record: true,
    posted: false, // its path takes bundles
    body: async () => ({ file_name: 'people.csv', content: 'name,e-mail\nEmma,emma@example.com\n' }),
    row: async (person) => {
      const { id } = (await person.post('/api/contacts/import', await samples.imports.body())).json
      // mapped: no job changes it any more
      return eventually(async () => {
        const { json } = await person.get(`/api/imports/${id}`)
        return json.status === 'mapping' && json
      })
    },
    vary: async ({ owner }) => {
      const { id } = await samples.imports.row(owner)
      await sql(`update public.imports set ended_at = now(), problem = '{"code": "internal"}', undo_job_id = job_id, new_count = 1, changed_count = 2,
        same_count = 3, wrong_count = 4 where id = :'id'`, { id })
    },
  },
  lead_rules: {
    managed: 'admin',
    // switched off: whatever else enters leads goes on as if there were none
    body: async () => ({ name: 'Houses in the south', enabled: false }),
    value: (name) => ({ way: 'pool', assignee_ids: [], price_min: 1, price_max: 2, enabled: false })[name],
  },
  tasks: {
    record: true,
    body: async () => ({ title: 'Call Josée' }),
    value: (name, i) => ({ due_at: `2026-01-0${i + 1}T03:04:05.678901Z`, all_day: false, done_at: undefined })[name],
    vary: async ({ owner }) => {
      const { id: property_id } = await owner.make('/api/properties', { address: 'a' })
      const { id: contact_id } = await owner.make('/api/contacts', { name: 'a' })
      const { id } = await owner.make('/api/tasks', { title: 'again', repeats: 'daily', due_at: '2026-01-02T03:04:05Z', property_id, contact_id })
      assert.equal((await owner.patch(`/api/tasks/${id}`, { status: 'done' })).status, 200)
    },
  },
  // each of a property of its own, and a day behind the last: nobody is in two places at once
  visits: {
    record: true,
    body: async (person) => ({ property_id: (await person.make('/api/properties', { address: 'a' })).id, starts_at: freeDay() }),
    value: (name, i) => ({ starts_at: freeDay, ends_at: () => new Date(Date.parse(lastDay) + 1_800_000).toISOString(), place: () => `gate ${i}` })[name]?.(),
    vary: async ({ owner }) => {
      const { id: contact_id } = await owner.make('/api/contacts', { name: 'a' })
      for (const status of ['confirmed', 'done', 'no_show', 'cancelled'])
        await owner.make('/api/visits', { ...(await samples.visits.body(owner)), contact_id, status, interest: 'some', external_ref: unique('visit') })
    },
  },
  // nobody makes one by a request of their own
  jobs: {
    row: async (person) => {
      const [[id]] = await sql(`set role stagefy_definer;
        select internal.add_job(:'agency', :'user', 'agent', 'test.waiting', '{}', null, app.now() + interval '1 day', 0)`, { agency: await person.agency.id(), user: await person.id() })
      return (await person.get(`/api/jobs/${id}`)).json
    },
    vary: async ({ owner }) => {
      await sql(`set role stagefy_definer; select work.enqueue_for(:'agency', 'test.scheduled', '{}', null, app.now() + interval '1 day')`, { agency: await owner.agency.id() })
      for (const status of ['completed', 'failed', 'cancelled', 'pending']) {
        const { id } = await samples.jobs.row(owner)
        if (status !== 'pending') await sql(`set role stagefy_definer; select internal.end_jobs(array[:'id'::uuid], array[:'status'], array[null::jsonb], array[null::jsonb])`, { id, status })
      }
    },
  },
  credit_transactions: {
    row: async (person) => person.make('/api/credits/usage', { operation_type: 'AI_TEXT_CHAT', reference: unique('work') }),
    vary: async ({ owner }) => {
      for (const operation_type of ['AI_IMAGE_GENERATION', 'AI_TEXT_CHAT', 'TASK_GENERATION'])
        await owner.make('/api/credits/usage', { operation_type, reference: unique('work'), units: 2, details: { about: 'Josée' } })
      await sql(`set role stagefy_definer; select billing.grant(:'id', 'purchase', 50, 'varied', 0, null, 'A pack')`, { id: await owner.agency.id() })
    },
  },
  payments: {
    managed: 'admin',
    row: async (person) => {
      const [[plan_id]] = await sql(`select id from public.plans where key = 'pack_100'`)
      const { payment_id } = await person.make('/api/billing/checkout', { plan_id })
      return (await person.get(`/api/payments/${payment_id}`)).json
    },
    vary: async ({ owner }) => {
      for (const state of ['complete', 'cancelled', 'failed', 'refunded']) {
        const { id } = await samples.payments.row(owner)
        await sql(`set role stagefy_definer; update public.payments set state = :'state', paid_at = now(), refunded_at = now() where id = :'id'`, { id, state })
      }
      await sql(`set role stagefy_definer; update public.payments p set kind = 'renewal', "interval" = 'monthly',
        subscription_id = billing.start_subscription(p.agency_id, s.id, 'monthly', 'none', null, null, null, null, null, null)
        from public.plans s where s.key = 'basic' and p.agency_id = :'id' and p.state = 'complete'`, { id: await owner.agency.id() })
    },
  },
  bulk_changes: {
    row: async (person) => {
      const { id } = await person.make('/api/contacts', { name: 'Josée Weber' })
      const answer = await person.post('/api/contacts/bulk', { ids: [id], expected_count: 1, set: { status: 'active' } })
      return answer.json
    },
    vary: async ({ owner }) => {
      for (let i = 0; i < 3; i++) await samples.bulk_changes.row(owner)
    },
  },
  invitations: {
    managed: 'admin',
    body: async () => ({ email: `${unique('tom')}@example.com`, role: 'agent' }),
    row: async (person) => {
      const { id } = await person.make('/api/invitations', await samples.invitations.body(person))
      return (await person.get(`/api/invitations/${id}`)).json
    },
    vary: async (agency) => sql(`update public.invitations set accepted_at = '2026-01-02T03:04:05.678901Z'
      where id = (select max(id::text)::uuid from public.invitations where agency_id = :'id')`, { id: await agency.id() }),
  },
  // by inviting somebody, who is mailed; what a mail server says of it changes behind the API's back
  mails: {
    managed: 'admin',
    row: async (person) => {
      const { email } = await samples.invitations.row(person)
      const [[id]] = await sql(`select id from internal.mails where to_address = lower(:'email')`, { email })
      await sent(id)
      return (await person.get(`/api/mails/${id}`)).json
    },
    vary: async ({ owner }) => {
      for (let i = 0; i < 3; i++) await samples.mails.row(owner)
    },
  },
  api_keys: {
    managed: 'admin',
    body: async () => ({ name: unique('website'), mode: 'live', scopes: ['properties:read'] }),
    value: (name, i) => ({ scopes: ['properties:read'], allowed_addresses: ['192.0.2.1'], allowed_origins: ['https://www.maison.example'], expires_at: i < 3 ? `2036-0${i + 1}-02T03:04:05.678901Z` : null })[name],
    row: async (person) => {
      const { id } = await person.make('/api/api_keys', await samples.api_keys.body(person))
      return (await person.get(`/api/api_keys/${id}`)).json
    },
    vary: async (agency) => {
      await sql(`update public.api_keys set revoked_at = '2026-01-02T03:04:05.678901Z'
        where id = (select max(id::text)::uuid from public.api_keys where agency_id = :'id')`, { id: await agency.id() })
    },
  },
  webhook_endpoints: {
    managed: 'admin',
    body: async () => ({ url: 'https://example.com/hook', description: unique('hook'), events: ['contact.deleted'] }),
    value: (name, i) => ({ url: `https://example.com/${i}`, events: ['contact.deleted'], enabled: i > 0 })[name],
    row: async (person) => {
      const { id } = await person.make('/api/webhook_endpoints', await samples.webhook_endpoints.body(person))
      return (await person.get(`/api/webhook_endpoints/${id}`)).json
    },
    vary: async () => undefined,
  },
  webhook_deliveries: {
    managed: 'admin',
    row: async (person) => {
      const { id } = await samples.webhook_endpoints.row(person), delivery = crypto.randomUUID()
      // one that no job is to send, so nothing more becomes of it
      await sql(`insert into public.webhook_deliveries (id, agency_id, endpoint_id, event_id, type, body, status)
        values (:'delivery', :'agency', :'id', gen_random_uuid(), 'webhook.test', '{}', 'failed')`, { delivery, agency: await person.agency.id(), id })
      return (await person.get(`/api/webhook_deliveries/${delivery}`)).json
    },
    vary: async ({ owner }) => {
      for (const status of ['failed', 'delivered', 'pending']) {
        const { id } = await samples.webhook_deliveries.row(owner)
        await sql(`update public.webhook_deliveries set status = :'status' where id = :'id'`, { id, status })
      }
    },
  },
  // nobody makes one by a request of their own
  notifications: {
    row: async (person, kind = 'role_changed', params = { role: 'admin' }) => {
      const subject = crypto.randomUUID()
      await sql(`set role stagefy_definer; select notify.tell(:'agency', :'user', :'kind', :'params', 'memberships', :'subject', null, null)`,
        { agency: await person.agency.id(), user: await person.id(), kind, params: JSON.stringify(params), subject })
      const [[id]] = await sql(`select id from public.notifications where subject_id = :'subject'`, { subject })
      return (await person.get(`/api/notifications/${id}`)).json
    },
    vary: async ({ owner }) => {
      await samples.notifications.row(owner, 'webhook_disabled', { url: 'https://example.com', reason: 'gone' })
      const { id } = await samples.notifications.row(owner)
      await owner.post(`/api/notifications/${id}/read`)
    },
  },
  saved_views: {
    body: async () => ({ list: 'properties', name: 'Active ones' }),
    // what a filter, a sort and columns hold is the list's business, and a list is never changed
    value: (name) => ({ list: 'properties', filter: { status: 'active' }, sort: '-price', columns: ['price'] })[name],
    vary: async ({ owner }) => {
      for (const list of ['properties', 'contacts', 'deals', 'tasks', 'leads']) await owner.make('/api/saved_views', { list, name: list, filter: { owner_id: 'me' }, sort: '-created_at' })
    },
  },
  agencies: { managed: 'viewer', row: async (person) => (await person.get('/api/agencies')).json.data[0] },
  memberships: {
    row: async (person) => (await person.get('/api/memberships')).json.data[0],
    vary: async (agency) => {
      const colleague = await agency.agent()
      await sql(`update public.memberships set left_at = '2026-01-02T03:04:05.678901Z' where user_id = :'id'`, { id: await colleague.id() })
    },
  },
}

export function sampleOf(resource) {
  const sample = samples[resource.name]
  assert.ok(sample, `tests/api/lib/samples.js has no sample of ${resource.name}`)
  return sample
}

export async function makeRow(resource, person) {
  const sample = sampleOf(resource)
  return sample.row ? sample.row(person) : person.make(resource.path, await sample.body(person))
}
