// SPDX-License-Identifier: Apache-2.0
// server.mjs PORT REPLICATE_TOKEN REPLICATE_WEBHOOK_SECRET DASHSCOPE_KEY GEMINI_KEY [CA_FILE]: Replicate, Model Studio and Gemini on this
// machine until it is told to end. README.md says what it plays and what it can be asked to do wrong.
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { Gemini } from './gemini.mjs'
import { Qwen } from './qwen.mjs'
import { Replicate } from './replicate.mjs'
import { Work } from './work.mjs'

const BODY_MOST = 48 * 1024 * 1024
const json = (status, body) => ({ status, body })

export function standIn({ port, token, secret, dashscope_key, gemini_key, ca }) {
  const work = new Work({ base: `http://127.0.0.1:${port}`, ca })
  const replicate = new Replicate({ work, token, secret }), qwen = new Qwen({ work, key: dashscope_key }), gemini = new Gemini({ work, key: gemini_key })

  /** A submission in the mood that fits it. `refusal`: of those that end later a refusal is how the run ends. */
  async function submit(about, errors, does, refusal) {
    const mood = work.mood(about), wish = String(mood.submit ?? '')
    if (wish === 'hang') return (work.submitted(about, mood), { hang: true })
    if (wish === 'drop') return (work.submitted(about, mood), { drop: true })
    if (wish === '502') return (work.submitted(about, mood), { status: 502, raw: '<html><h1>502 Bad Gateway</h1></html>' })
    if (wish === 'refuse' && refusal === 'submit') return (work.submitted(about, mood), errors.refuse())
    if (wish === 'refuse') return does({ ...mood, run: 'refuse' })
    if (errors[wish]) return (work.submitted(about, mood), errors[wish](mood, about.model))
    const told = await does(mood)
    if (wish === 'hang_after') return { hang: true }
    if (wish === 'drop_after') return { drop: true }
    if (wish === 'garbage') return { status: told.status, raw: '<html>maintenance</html>' }
    if (wish === 'half') return { ...told, half: true }
    if (wish === '500_after') {
      if (told.entry) told.entry.charged = false // a call that fails is not charged; what was begun goes on
      return errors[500](mood)
    }
    if (wish === '502_after') return { status: 502, raw: '<html><h1>502 Bad Gateway</h1></html>' }
    return told
  }

  /** What tests ask of it: README.md has the list. */
  function control(what, wish) {
    const has = ({ provider, model, prompt, ids }) => (!wish.provider || provider === wish.provider) && (!wish.model || model === wish.model) &&
      (!wish.text || prompt.includes(wish.text) || ids.includes(wish.text))
    if (what === 'mood') return (work.moods.push({ times: 1, ...wish }), json(200, {}))
    if (what === 'calm') return ((work.moods = work.moods.filter(({ when }) => wish.text && when?.text !== wish.text)), json(200, {}))
    if (what === 'done') return json(200, work.done.filter(has))
    if (what === 'prediction') return json(200, [...replicate.predictions.values()].filter(({ entry }) => has(entry)).map((kept) => ({ ...replicate.shown(kept), told: kept.told ?? [] })))
    if (what === 'tell') {
      const found = [...replicate.predictions.values()].filter(({ entry }) => has(entry))
      return Promise.all(found.map((kept) => replicate.tell({ ...kept, mood: { ...kept.mood, webhook: wish.webhook } }))).then(() => json(200, found.length))
    }
    return json(404, {})
  }

  function route(method, url, headers, given) {
    const [, top, name] = url.pathname.split('/')
    if (top === 'control') return control(name, given ?? {})
    if (top === 'files') return work.file(name)
    const one = url.pathname.endsWith(':generateContent') ? gemini : top === 'v1' ? replicate : top === 'api' ? qwen : top === 'v1beta' ? gemini : null
    return one?.answer(method, url, headers, given, submit)
  }

  function give(request, response, told) {
    if (!told) told = json(404, { detail: 'Not found.' })
    if (told.hang) return
    if (told.drop) return void request.socket.destroy()
    const text = told.raw ?? (told.type ? told.body : JSON.stringify(told.body)), bytes = Buffer.from(text)
    response.writeHead(told.status, { 'Content-Type': told.type ?? (told.raw ? 'text/html' : 'application/json'), 'Content-Length': bytes.length, ...told.headers })
    if (told.half || told.cut) return void response.write(bytes.subarray(0, bytes.length / 2), () => request.socket.destroy())
    response.end(bytes)
  }

  return createServer((request, response) => {
    const parts = []
    let size = 0
    request.on('data', (part) => (size += part.length) > BODY_MOST ? request.destroy() : parts.push(part))
    request.on('error', () => {})
    request.on('end', async () => {
      let given
      try {
        given = size ? JSON.parse(Buffer.concat(parts)) : undefined
      } catch {
        return give(request, response, json(400, { detail: 'JSON parse error' }))
      }
      const told = await Promise.resolve().then(() => route(request.method, new URL(request.url, 'http://localhost'), request.headers, given)).catch((error) => json(500, { detail: error.stack }))
      give(request, response, told)
    })
  })
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [port, token, secret, dashscope_key, gemini_key, ca] = process.argv.slice(2)
  standIn({ port, token, secret, dashscope_key, gemini_key, ca: ca && readFileSync(ca) }).listen(Number(port), '127.0.0.1', () => console.log(`the stand-in of Replicate, Model Studio and Gemini on http://127.0.0.1:${port}`))
}
