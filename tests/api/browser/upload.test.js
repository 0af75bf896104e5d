// SPDX-License-Identifier: Apache-2.0
// The way of a file in a real browser, on the dashboard's page and under its policy: the store is on another origin, so the browser
// asks it first (a preflight for the header Content-Type) and keeps the answer from the page unless the store allows it.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'
import { BASE_URL } from '../lib/env.js'
import { newAgency } from '../lib/world.js'
import { onlyS3, store } from '../lib/store.js'
import { commit, presign, sample } from '../lib/uploads.js'

const file = sample('exif.jpg')
let browser, owner
before(async () => {
  if (onlyS3) return
  owner = (await newAgency('browser')).owner
  // root may not have Chromium's sandbox; the page is our own
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox', '--ignore-certificate-errors'] })
})
after(() => browser?.close())

async function open(address) {
  const page = await browser.newPage({ ignoreHTTPSErrors: true }), asked = [], said = []
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).origin}`))
  page.on('console', (message) => said.push(message.text()))
  await page.goto(address)
  return { page, asked, said }
}

/** As the dashboard sends: the status, or 0 where the browser kept the answer to itself. */
const send = (page, slot, bytes) => page.evaluate(({ method, url, headers, content }) => new Promise((resolve) => {
  const request = new XMLHttpRequest()
  request.open(method, url)
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
  request.upload.onprogress = () => undefined
  request.onload = () => resolve(request.status)
  request.onerror = () => resolve(0)
  request.send(new Blob([Uint8Array.from(content)]))
}), { ...slot, file: undefined, content: [...bytes] })

/** The width of a picture as the page shows it; 0 where it does not. */
const width = (page, url) => page.evaluate((src) => new Promise((resolve) => {
  const image = new Image()
  image.onload = () => resolve(image.naturalWidth)
  image.onerror = () => resolve(0)
  image.src = src
}), url)

describe('in a browser', { skip: onlyS3 }, () => {
  it('a file goes from the page to the store and is shown on the page', async () => {
    const [slot] = await presign(owner, [file]), { page, said } = await open(`${BASE_URL}/sign-in`)
    assert.equal(await send(page, slot, file.bytes), 200, said.join('\n'))
    const answer = await commit(owner, [slot])
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(await store.read(answer.json.data[0].storage_key), file.bytes)
    assert.equal(await width(page, answer.json.data[0].url), 8, said.join('\n'))
    await page.close()
  })
  it('a store that refuses says so to the page', async () => {
    const [slot] = await presign(owner, [file]), { page } = await open(`${BASE_URL}/sign-in`)
    const changed = { ...slot, url: slot.url.replace(/X-Amz-Signature=(.)/, (_, c) => `X-Amz-Signature=${c === '0' ? '1' : '0'}`) }
    assert.ok([0, 403].includes(await send(page, changed, file.bytes)))
    assert.equal(await store.read(slot.storage_key), undefined)
    await page.close()
  })
  it('a page of another origin gets no leave to upload', async () => {
    const [slot] = await presign(owner, [file]), { page } = await open(`${BASE_URL.replace('localhost', '127.0.0.1')}/problems/not-found`)
    assert.equal(await send(page, slot, file.bytes), 0)
    assert.equal(await store.read(slot.storage_key), undefined)
    await page.close()
  })
})
