// SPDX-License-Identifier: Apache-2.0
// The storm of the studio: runs of pictures edited by others (tests/ai) in every mood, while the workers that see to them are killed. Nobody
// is paid twice, credits are spent for what was delivered and for nothing else, and no file is left that nobody knows.
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import assert from 'node:assert/strict'
import { AI_URL, WORKER_PIDS_COMMAND } from '../api/lib/env.js'
import { store } from '../api/lib/store.js'
import { sample, upload } from '../api/lib/uploads.js'
import { ownFolder, stagefy } from '../api/lib/worker.js'
import { newAgency } from '../api/lib/world.js'
import { dice, sleep, sql, until } from './lib.js'

const PROVIDERS = ['replicate', 'qwen', 'nano_banana'], AT_ONCE = 6, MODEL_TIMEOUT_S = 6, LEASE_S = 2
const control = async (what, wish) => (await fetch(`${AI_URL}/control/${what}`, { method: 'POST', body: JSON.stringify(wish) })).json()
const pids = (command) => execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim().split(/\s+/).map(Number)

/** Job workers as they are installed, with a short lease; one that ends is replaced. The instance's own are stopped meanwhile. */
class Workers {
  children = []
  log = ''
  async begin(count) {
    const [one] = pids(WORKER_PIDS_COMMAND), environ = readFileSync(`/proc/${one}/environ`, 'utf8').split('\0').filter(Boolean)
    this.folder = await ownFolder()
    this.env = { ...Object.fromEntries(environ.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])), RUNTIME_DIR: this.folder, JOB_LEASE_S: String(LEASE_S), JOB_POLL_MS: '100', STUDIO_POLL_MS: '50', LOG_LEVEL: 'warn' }
    this.file = join(dirname(readlinkSync(`/proc/${one}/exe`)), 'stagefy-jobs')
    this.user = (({ uid, gid }) => ({ uid, gid }))(statSync(`/proc/${one}`))
    this.own = pids(process.env.JOB_WORKER_PIDS_COMMAND)
    for (const pid of this.own) process.kill(pid, 'SIGSTOP')
    for (let i = 0; i < count; i++) this.start()
  }
  start() {
    const child = spawn(this.file, [], { env: this.env, ...this.user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
    child.stderr.on('data', (bytes) => (this.log += bytes))
    child.on('exit', () => {
      this.children = this.children.filter((other) => other !== child)
      if (!this.stopping) this.start()
    })
    this.children.push(child)
  }
  one(random) {
    return this.children[Math.floor(random() * this.children.length)]
  }
  async end() {
    this.stopping = true
    for (const child of this.children) (child.kill('SIGCONT'), child.kill('SIGTERM'))
    await until(() => this.children.length === 0, 30).finally(() => this.children.forEach((child) => child.kill('SIGKILL')))
    for (const pid of this.own ?? []) process.kill(pid, 'SIGCONT')
    if (this.folder) rmSync(this.folder, { recursive: true, force: true })
  }
}

const pick = (random, list) => list[Math.floor(random() * list.length)]
const perhaps = (random, share, make) => (random() < share ? make() : undefined)

/** What goes wrong with one submission. No 404: that one is told once, and the model is out for everybody. */
function moodOf(random, provider) {
  const replicate = provider === 'replicate'
  return {
    times: pick(random, [1, 1, 2]),
    submit: perhaps(random, 0.5, () => pick(random, ['drop', 'drop_after', 'hang_after', 'garbage', 'half', '401', '402', '403', '422', '429', '429', '500', '503', '502', '502_after', '500_after', 'refuse'])),
    run: perhaps(random, 0.15, () => pick(random, ['fail', 'refuse'])),
    output: perhaps(random, 0.3, () => pick(random, ['gone', 'page', 'half', 'cut', 'jpeg', 'none', ...(replicate ? ['array', 'object', 'uri', 'removed'] : []), 'thought', 'older'])),
    polls: perhaps(random, 0.4, () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, ['500', '429', '503', 'garbage', 'half', 'drop']))),
    webhook: pick(random, [undefined, 'never', 'late', 'twice', 'reordered', 'forged', 'unsigned', 'another', 'half']),
    late_ms: Math.floor(random() * 2000), lag_ms: perhaps(random, 0.3, () => Math.floor(random() * 1500)), ms: Math.floor(random() ** 3 * 1500),
  }
}

function scheduleOf(random, mark, number) {
  const provider = pick(random, PROVIDERS), calls = pick(random, [1, 1, 2]), tags = Array.from({ length: calls }, (_, i) => `tiles ${mark}.${number}.${i};`)
  const recipe = tags.map((what) => ({ tool: 'renovate', options: { what }, provider }))
  if (random() < Number(process.env.LOCAL ?? 0.25)) recipe.splice(Math.floor(random() * (calls + 1)), 0, { tool: 'enhance', options: {}, provider: 'local' })
  return { number, provider, tags, recipe, variants: pick(random, [1, 1, 2]), moods: tags.map((text) => ({ when: { text }, ...moodOf(random, provider) })), cancel_ms: perhaps(random, 0.1, () => Math.floor(random() * 2500)) }
}

/** Asks for one, as a person would, and perhaps thinks better of it. */
async function ask(owner, media_id, schedule) {
  for (const mood of schedule.moods) await control('mood', mood)
  const answer = await owner.post('/api/ai/photo-edit', { media_ids: [media_id], recipe: schedule.recipe, variants: schedule.variants })
  assert.equal(answer.status, 202, String(answer))
  schedule.project = answer.json.projects[0].id
  if (schedule.cancel_ms === undefined) return
  await sleep(schedule.cancel_ms)
  const cancelled = await owner.post(`/api/projects/${schedule.project}/cancel`)
  assert.ok([200, 204, 409].includes(cancelled.status), String(cancelled))
}

/** Time passes more quickly: for jobs that were held up, and for what has been looked for in vain for some seconds. */
const hurry = (agency) => sql(`update internal.jobs_live set run_at = now() where agency_id = :'agency' and status = 'pending' and run_at > now() + interval '500 ms';
  update public.ai_jobs set submitted_at = submitted_at - interval '200 s', next_at = now()
  where agency_id = :'agency' and status = 'submitting' and polls > 0 and submitted_at between now() - interval '100 s' and now() - interval '4 s'`, { agency })

const left = async (agency) => Number((await sql(`select (select count(*) from public.projects where agency_id = :'agency' and status in ('pending', 'processing'))
  + (select count(*) from internal.jobs_live where agency_id = :'agency') + (select count(*) from internal.webhook_events where provider = 'replicate' and state = 'received')`, { agency }))[0][0])
const waiting = (agency) => sql(`select j.id, j.service, j.status, j.tries, j.polls, j.error_code, j.next_at - now() from public.ai_jobs j
  where j.agency_id = :'agency' and j.status in ('pending', 'submitting', 'submitted') limit 5`, { agency })

/** Kills workers at random until it is over, and stops some for longer than their lease; but not for ever, so that it ends. */
async function wreck(workers, random, until_ms, over) {
  const faults = { killed: 0, stopped: 0 }
  for (let n = 1; !over() && Date.now() < until_ms; n++) {
    await sleep(80 + random() * 440)
    const child = workers.one(random)
    if (n % 7 === 0 && child?.kill('SIGSTOP')) {
      faults.stopped++
      setTimeout(() => child.kill('SIGCONT'), (LEASE_S + 1) * 1000)
    } else if (child?.kill('SIGKILL')) faults.killed++
  }
  return faults
}

/** Until every project has ended and no job of the agency's waits. */
async function calm(workers, agency, asked, seconds) {
  for (const end = Date.now() + seconds * 1000; ; await sleep(200)) {
    await hurry(agency)
    if (asked() && (await left(agency)) === 0) return
    assert.ok(Date.now() < end, `${await left(agency)} are left after ${seconds} s: ${JSON.stringify(await waiting(agency))} ${workers.log.slice(-600)}`)
  }
}

const COLUMNS = ['id', 'project', 'variant', 'step', 'service', 'status', 'code', 'tries', 'spent', 'hold', 'amount']
const stepsOf = async (agency) => (await sql(`select j.id, j.project_id, j.variant, j.step, j.service, j.status, coalesce(j.error_code::text, ''), j.tries, j.credit_cost, coalesce(h.state::text, ''), coalesce(h.amount, 0)
  from public.ai_jobs j left join public.credit_holds h on h.agency_id = j.agency_id and h.id = j.hold_id where j.agency_id = :'agency' order by j.project_id, j.variant, j.step`, { agency }))
  .map((row) => Object.fromEntries(COLUMNS.map((name, i) => [name, ['variant', 'step', 'tries', 'spent', 'amount'].includes(name) ? Number(row[i]) : row[i]])))

/** What is wrong with the money of these schedules. */
function judgeMoney(schedules, steps, done, wrong) {
  for (const step of steps) {
    const say = (what) => wrong.push(`${what}: ${JSON.stringify(step)}`)
    if (!['completed', 'failed', 'cancelled'].includes(step.status)) say('a step that has not ended')
    const due = step.service === 'local' ? ['', 0] : step.status === 'completed' ? ['captured', step.amount] : ['released', 0]
    if (String([step.hold, step.spent]) !== String(due)) say('credits that do not fit')
    if (step.service === 'replicate') { // the address of each picture names its step
      const charged = done.filter((entry) => entry.ids.includes(step.id) && entry.charged).length, taken = done.filter((entry) => entry.ids.includes(step.id) && entry.ref).length
      if (charged > 1 || taken > 1 || (step.status === 'completed' && charged !== 1)) say(`taken ${taken} times, charged ${charged} times`)
    }
  }
  for (const { tags, recipe, project, provider } of schedules)
    for (const tag of tags) {
      const at = recipe.findIndex(({ options }) => options.what === tag) + 1, own = steps.filter((step) => step.project === project && step.step === at)
      const charged = done.filter(({ prompt, charged }) => charged && prompt.includes(tag)).length, completed = own.filter(({ status }) => status === 'completed').length
      if (charged < completed || charged > own.filter(({ tries }) => tries > 0).length) wrong.push(`${provider} was paid ${charged} times for ${completed} of ${own.length} of ${tag} ${JSON.stringify(own)}`)
    }
}

/** What is wrong with projects, their results, and the files of the agency. */
async function judgeFiles(agency, steps, wrong) {
  const projects = await sql(`select id, status, coalesce(array_to_string(result_asset_ids, ' '), ''), credit_cost from public.projects where agency_id = :'agency'`, { agency })
  const media = await sql(`select id, storage_key, status from public.media_items where agency_id = :'agency' and deleted_at is null`, { agency })
  for (const [id, status, results, cost] of projects) {
    const own = steps.filter(({ project }) => project === id), variants = [...new Set(own.map(({ variant }) => variant))].map((variant) => own.filter((step) => step.variant === variant))
    const whole = variants.some((list) => list.every((step) => step.status === 'completed'))
    if (status !== 'cancelled' && status !== (whole ? 'completed' : 'failed')) wrong.push(`project ${id} is ${status}: ${JSON.stringify(own)}`)
    if (Number(cost) !== own.reduce((sum, { spent }) => sum + spent, 0)) wrong.push(`project ${id} says that it cost ${cost}`)
    const given = variants.filter((list) => list.some((step) => step.status === 'completed')).length, there = results.split(' ').filter(Boolean)
    if (there.length !== given || there.some((one) => !media.some(([media_id, , state]) => media_id === one && state === 'ready'))) wrong.push(`project ${id} has ${there.length} results, not ${given}`)
  }
  await stagefy(['tidy'])
  const stems = new Set(media.map(([, key]) => key.slice(0, 96))), files = await store.list(agency)
  for (const [id, key] of media) if (!files.includes(key)) wrong.push(`media item ${id} has no file`)
  for (const file of files) if (!stems.has(file.slice(0, 96))) wrong.push(`nobody knows of ${file}`)
}

/** So many schedules, by `seed`. Answers {said, wrong}. */
export async function storm({ seed, count, workers: wanted = 4, seconds = 120 }) {
  const random = dice(seed), mark = randomUUID().slice(0, 8), began = Date.now(), workers = new Workers(), wrong = []
  const { owner } = await newAgency('studio'), agency = await owner.agency.id()
  await sql(`set role stagefy_definer; select billing.grant(:'agency', 'promotion', 1000000, 'tests')`, { agency })
  const models = await sql('select id, timeout_s, settings from public.studio_models')
  const photos = await upload(owner, [sample('plain.jpg'), sample('progressive.jpg'), sample('exif.jpg')])
  const schedules = Array.from({ length: count }, (_, i) => scheduleOf(random, mark, i))
  let faults
  try {
    await sql(`update public.studio_models set timeout_s = :timeout; update public.studio_models set settings = jsonb_build_object('async', :later::boolean) where provider = 'qwen'`, { timeout: MODEL_TIMEOUT_S, later: String(seed % 2 === 0) })
    await workers.begin(wanted)
    const line = [...schedules], askers = Array.from({ length: AT_ONCE }, async () => {
      for (let next; (next = line.shift()); ) await ask(owner, photos[next.number % photos.length].id, next)
    })
    let asked = false, over = false
    const asking = Promise.all(askers).finally(() => (asked = true)), wrecking = wreck(workers, dice(seed + 1), Date.now() + (10 + count * 0.4) * 1000, () => over)
    await Promise.all([asking, calm(workers, agency, () => asked, seconds)]).finally(() => (over = true))
    faults = await wrecking
  } finally {
    await workers.end()
    await control('calm', {})
    for (const [id, timeout, settings] of models) await sql(`update public.studio_models set timeout_s = :timeout, settings = :'settings', retired_at = null where id = :'id'`, { id, timeout, settings })
  }
  const steps = await stepsOf(agency), done = await control('done', { text: mark })
  judgeMoney(schedules, steps, done, wrong)
  await judgeFiles(agency, steps, wrong)
  for (const row of await sql('set role stagefy_definer; select * from billing.verify()')) wrong.push(`the books: ${row}`)
  const tally = (list, key) => list.reduce((all, one) => ({ ...all, [one[key]]: (all[one[key]] ?? 0) + 1 }), {})
  const said = `SEED=${seed} ${count} schedules in ${Math.round((Date.now() - began) / 1000)} s: ${JSON.stringify(faults)} workers, steps ${JSON.stringify(tally(steps, 'status'))}, reasons ${JSON.stringify(tally(steps.filter(({ code }) => code), 'code'))}, submissions ${done.length}, charged ${done.filter(({ charged }) => charged).length}`
  return { said, wrong, steps, faults }
}
