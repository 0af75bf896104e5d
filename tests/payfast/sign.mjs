// SPDX-License-Identifier: Apache-2.0
// PayFast's signatures, from its documentation and apart from our own C: what one gets wrong the other finds.
import { createHash } from 'node:crypto'

/** As PHP's urlencode(). */
export const encode = (text) => encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const md5 = (text) => createHash('md5').update(text).digest('hex')
const joined = (pairs) => pairs.map(([name, value]) => `${name}=${encode(value)}`).join('&')
const withPassphrase = (text, passphrase) => (passphrase ? `${text}&passphrase=${encode(passphrase.trim())}` : text)

export const ORDER = ['merchant_id', 'merchant_key', 'return_url', 'cancel_url', 'notify_url', 'notify_method', 'fica_idnumber', 'name_first', 'name_last', 'email_address', 'cell_number',
  'm_payment_id', 'amount', 'item_name', 'item_description', ...[1, 2, 3, 4, 5].map((i) => `custom_int${i}`), ...[1, 2, 3, 4, 5].map((i) => `custom_str${i}`),
  'email_confirmation', 'confirmation_address', 'currency', 'payment_method', 'subscription_type', 'billing_date', 'recurring_amount', 'frequency', 'cycles',
  'subscription_notify_email', 'subscription_notify_webhook', 'subscription_notify_buyer']

/** Of a checkout: the fields in PayFast's order, whatever order they came in; blank ones are none. */
export function signForm(fields, passphrase) {
  const given = ORDER.filter((name) => fields[name] !== undefined && fields[name].trim() !== '')
  return md5(withPassphrase(joined(given.map((name) => [name, fields[name].trim()])), passphrase))
}

/** Of a notification: all fields as they are sent, blank ones too. */
export const notificationText = (pairs) => joined(pairs)
export const signNotification = (pairs, passphrase) => md5(withPassphrase(joined(pairs), passphrase))

/** Of an API call: headers, query and body, with the passphrase among them, by name. */
export function signCall(pairs, passphrase) {
  const all = Object.entries({ ...pairs, ...(passphrase ? { passphrase } : {}) }).filter(([, value]) => value !== '')
  return md5(joined(all.sort(([a], [b]) => (a < b ? -1 : 1))))
}
