// SPDX-License-Identifier: Apache-2.0
// What both peers share: who asks (an ES256 token, verified once and then remembered), the very statements of our workers with
// the values of this request, and a Fastify on a Unix socket with one line of log for each request, as our workers write it. What
// differs is how they speak to Postgres.
import { createPublicKey, randomUUID } from 'node:crypto';
import Fastify, { LogController } from 'fastify';
import { createVerifier } from 'fast-jwt';

const { statements, jwks, issuer, columns } = JSON.parse(process.env.PEER_WORK);
export const url = process.env.DATABASE_URL;
export const POOL = 4;
export const sql = { authenticate: statements.get[0].sql, get: statements.get[1].sql, list: statements.list[1].sql, create: statements.create[1].sql };
export const listed = columns;

const pem = createPublicKey({ key: jwks.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
const verify = createVerifier({ key: pem, algorithms: ['ES256'], allowedIss: issuer, cache: 1000 });

/* The nine values of app.authenticate for this request. */
export function admission(request, roles) {
  const token = verify(request.headers.authorization.slice('Bearer '.length));
  request.user = token.sub;
  return [issuer, token.sub, token.sid, request.headers['agency-id'], null, null, roles, randomUUID(), '127.0.0.1'];
}

const listing = {
  body: {
    type: 'object', additionalProperties: false, required: ['address'],
    properties: {
      title: { type: 'object', additionalProperties: { type: 'string', maxLength: 200 } },
      status: { enum: ['draft', 'active', 'pending', 'sold', 'off_market'] },
      property_type: { enum: ['house', 'apartment', 'land', 'commercial', 'office', 'garage', 'other'] },
      transaction: { enum: ['sale', 'rent'] }, address: { type: 'string', minLength: 1, maxLength: 300 },
      city: { type: 'string', maxLength: 120 }, zip_code: { type: 'string', maxLength: 20 },
      country: { type: 'string', pattern: '^[A-Z]{2}$' }, price: { type: 'number', minimum: 0 },
      bedrooms: { type: 'integer', minimum: 0, maximum: 99 }, bathrooms: { type: 'number', minimum: 0, maximum: 99 },
      living_area: { type: 'number', minimum: 0 }, year_built: { type: 'integer', minimum: 1000, maximum: 2200 },
      features: { type: 'array', items: { type: 'string', maxLength: 80 }, maxItems: 50 },
    },
  },
};

/* The values of the worker's own INSERT, in its order. */
export const inserted = (agency, b) => [randomUUID(), agency, JSON.stringify(b.title), b.status, b.property_type, b.transaction, b.address, b.city,
  b.zip_code, b.country, b.price, b.bedrooms, b.bathrooms, b.living_area, b.year_built, b.features];

export async function serve({ get, list, create }) {
  const app = Fastify({ logger: true, logController: new LogController({ disableRequestLogging: true }) });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({ event: 'request', method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime,
      user: request.user, agency: request.headers['agency-id'] });
  });
  app.get('/api/properties/:id', async (request, reply) => (await get(admission(request, 31), request.params.id)) ?? reply.code(404).send());
  app.get('/api/properties', async (request) => {
    const rows = await list(admission(request, 31), 21);
    return { data: rows.slice(0, 20), pagination: { limit: 20, has_more: rows.length > 20 } };
  });
  app.post('/api/properties', { schema: listing }, async (request, reply) => reply.code(201).send(await create(admission(request, 30), request.body)));
  await app.listen({ path: process.env.PEER_SOCKET });
}
