// SPDX-License-Identifier: Apache-2.0
// Session tokens as the outside issuers sign them, with the keys of tests/vectors/jwt.json. The instance trusts these keys
// because options.sh said so.
import { readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { SignJWT, importPKCS8 } from 'jose'

export const vectors = JSON.parse(readFileSync(new URL('../../vectors/jwt.json', import.meta.url)))
export const { clerk, supabase } = vectors.providers
const pems = vectors.test_private_keys_pkcs8_pem
const kids = Object.fromEntries(Object.entries(vectors.private_key_of_kid).map(([kid, key]) => [key, kid]))

const keys = new Map()
async function privateKey(name, alg) {
  if (!keys.has(name)) keys.set(name, importPKCS8(pems[name], alg))
  return keys.get(name)
}

/** An id as Clerk makes them: user_, sess_, org_ and letters. */
export const clerkId = (prefix) => prefix + randomBytes(14).toString('hex')

/** claims override or, when undefined, remove those of a good session of one hour. */
export async function clerkToken(claims = {}, header = {}) {
  const now = Math.floor(Date.now() / 1000)
  const all = { azp: clerk.authorized_parties[0], exp: now + 3600, fva: [1, -1], iat: now - 5, nbf: now - 15, iss: clerk.issuer,
    sid: clerkId('sess_'), sub: clerkId('user_'), ...claims }
  return new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg: 'RS256', kid: kids.clerk1, typ: 'JWT', cat: 'cl_B7d4PD111AAA', ...header })
    .sign(await privateKey('clerk1', 'RS256'))
}

export async function supabaseToken(claims = {}) {
  const now = Math.floor(Date.now() / 1000)
  const all = { iss: supabase.issuer, aud: 'authenticated', role: 'authenticated', exp: now + 3600, iat: now - 5, sub: crypto.randomUUID(),
    session_id: crypto.randomUUID(), aal: 'aal1', is_anonymous: false, ...claims }
  return new SignJWT(JSON.parse(JSON.stringify(all)))
    .setProtectedHeader({ alg: 'ES256', kid: kids.sb_ec, typ: 'JWT' })
    .sign(await privateKey('sb_ec', 'ES256'))
}
