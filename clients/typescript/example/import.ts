// SPDX-License-Identifier: Apache-2.0
// The example of the README: contacts from another system, each once however often this runs; then what is there.
import { ApiProblem, createClient, ok, rows } from 'stagefy-client'

export async function synchronize(baseUrl: string, token: string): Promise<string[]> {
  const stagefy = createClient({ baseUrl, token })
  try {
    const contact = await ok(
      stagefy.PUT('/api/contacts/by_ref/{external_ref}', {
        params: { path: { external_ref: 'crm-4711' } },
        body: { name: 'Josée Weber', email: 'josee@example.com', type: 'seller' },
      }),
    )
    console.log(contact.id, contact.version)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    for (const { pointer, code } of problem.errors) console.error(pointer, code, problem.requestId)
  }
  const names: string[] = []
  for await (const contact of rows((cursor) =>
    stagefy.GET('/api/contacts', { params: { query: { cursor, limit: 200, 'type[in]': 'seller,investor' } } }),
  ))
    names.push(contact.name ?? '')
  return names
}

/** A listing with its seller and its photographs, in one request. */
export async function listing(baseUrl: string, token: string, id: string): Promise<{ seller?: string; photos: string[] }> {
  const found = await ok(
    createClient({ baseUrl, token }).GET('/api/properties/{id}', {
      params: { path: { id }, query: { include: 'contact,media_items' } },
    }),
  )
  return { seller: found.contact?.name, photos: found.media_items?.data.flatMap(({ url }) => url ?? []) ?? [] }
}

/** What the compiler must refuse; each line fails this check when it no longer does. */
export async function refused(baseUrl: string): Promise<void> {
  const stagefy = createClient({ baseUrl })
  // @ts-expect-error there is no such path
  await stagefy.GET('/api/castles')
  // @ts-expect-error an address is needed
  await stagefy.POST('/api/properties', { body: { city: 'Luxembourg' } })
  const house = await ok(stagefy.GET('/api/properties/{id}', { params: { path: { id: '' }, query: { include: 'contact' } } }))
  // @ts-expect-error what may be included is there only when it was asked for, and may be null
  house.contact.name
  // @ts-expect-error no such status
  await stagefy.POST('/api/properties', { body: { address: '1, place d’Armes', status: 'burnt' } })
}
