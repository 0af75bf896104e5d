// SPDX-License-Identifier: Apache-2.0
// Fastify and Prisma: an interactive transaction that begins with the same admission.
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.js';
import { POOL, listed, serve, url } from './work.mjs';

const adapter = new PrismaPg({ connectionString: url, max: POOL, options: '-c TimeZone=UTC -c plan_cache_mode=force_generic_plan' });
const prisma = new PrismaClient({ adapter });
const select = Object.fromEntries(listed.map((c) => [c, true]));

const transaction = ([issuer, subject, session, agency, org, claims, roles, request, address], work) => prisma.$transaction(async (tx) => {
  await tx.$queryRaw`select user_id, agency_id, role, platform_role, reads from app.authenticate(${issuer}, ${subject}, ${session}::uuid,
    ${agency}::uuid, ${org}, ${claims}::jsonb, ${roles}::int, ${request}::uuid, ${address}::inet)`;
  return work(tx.property, agency);
});

await serve({
  get: (who, id) => transaction(who, (p, agency_id) => p.findFirst({ where: { agency_id, id, deleted_at: null } })),
  list: (who, take) => transaction(who, (p, agency_id) => p.findMany({ where: { agency_id, deleted_at: null }, orderBy: [{ created_at: 'desc' }, { id: 'desc' }], take, select })),
  create: (who, body) => transaction(who, (p, agency_id) => p.create({ data: { id: randomUUID(), agency_id, ...body } })),
});
