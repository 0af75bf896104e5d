// SPDX-License-Identifier: Apache-2.0
// Mails of the instance, which writes them into files: as the folder has them, and as a mail program would read them.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from './database.js'
import { MAIL_DIR } from './env.js'
import { ask } from './http.js'
import { eventually } from './retry.js'

const unquoted = (body) =>
  Buffer.from(body.replaceAll('=\r\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8')
const unencoded = (value) => value.replace(/\r\n /g, ' ').replace(/=\?UTF-8\?B\?([^?]*)\?=( (?==\?))?/g, (_, word) => Buffer.from(word, 'base64').toString('utf8')).trim()

/** {headers: [[name, value]…], text, html} of a whole mail. */
export function parsed(source) {
  const end = source.indexOf('\r\n\r\n'), head = source.slice(0, end)
  const headers = head.split(/\r\n(?! )/).map((line) => [line.slice(0, line.indexOf(':')), unencoded(line.slice(line.indexOf(':') + 1))])
  const boundary = /boundary="([^"]+)"/.exec(head)[1]
  const [, text, html] = source.split(`--${boundary}`).map((part) => unquoted(part.slice(part.indexOf('\r\n\r\n') + 4)))
  return { headers, text, html, header: (name) => headers.find(([n]) => n.toLowerCase() === name.toLowerCase())?.[1] }
}

/** Ids of the mails to an address, oldest first. */
export const idsTo = async (address) => (await sql(`select id from internal.mails where to_address = lower(:'address') order by id`, { address })).map(([id]) => id)

/** Waits until that mail has left: nothing more becomes of it. */
export const sent = (id) => eventually(async () => (await sql(`select 1 from internal.mails where id = :'id' and state = 'sent'`, { id })).length > 0)

/** The mail to that address, once it has left; `count`: which of them, from 1. */
export async function mailTo(address, count = 1) {
  const id = await eventually(async () => (await idsTo(address))[count - 1])
  await sent(id)
  return { id, ...parsed(await readFile(join(MAIL_DIR, `${id}.eml`), 'utf8')) }
}

/** What stands behind the # of the mail's link to that page. */
export const tokenIn = ({ text }, page) => new RegExp(`https://[^/\\s]+/${page}#([A-Za-z0-9_-]{43})\\b`).exec(text)[1]

/** Waits until every job that was there to offer a new password has ended; other tests ask for more of them all the time. */
export async function offered() {
  const ids = (await sql(`select id from internal.jobs_live where kind = 'agency.offer_reset'`)).join(' ')
  await eventually(async () => (await sql(`select 1 from internal.jobs_live where id = any (string_to_array(:'ids', ' ')::uuid[])`, { ids })).length === 0)
}

/** What options.sh says: where answers come to, and what a mail server brings them with. */
export const REPLY_DOMAIN = 'reply.stagefy.example'
export const INBOUND_SECRET = 'mails-come-in-with-this-in-tests-only'

/** Brings a mail as the operator's mail server does. */
export const deliver = (mail, { recipient, ...options } = {}) =>
  ask('POST', `/api/mail/inbound${recipient ? `?recipient=${encodeURIComponent(recipient)}` : ''}`, {
    token: INBOUND_SECRET, body: mail.replace(/\r?\n/g, '\r\n'), headers: { 'Content-Type': 'message/rfc822' }, ...options,
  })
