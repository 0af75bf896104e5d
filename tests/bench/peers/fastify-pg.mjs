// SPDX-License-Identifier: Apache-2.0
// Fastify and node-postgres: named statements, one transaction a request.
import pg from 'pg';
import { POOL, inserted, serve, sql, url } from './work.mjs';

const options = '-c TimeZone=UTC -c plan_cache_mode=force_generic_plan';
const pool = new pg.Pool({ connectionString: url, max: POOL, options });

async function transaction(admission, name, values) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query({ name: 'authenticate', text: sql.authenticate, values: admission });
    const { rows } = await client.query({ name, text: sql[name], values });
    await client.query('commit');
    return rows;
  } catch (e) {
    await client.query('rollback');
    throw e;
  } finally {
    client.release();
  }
}

await serve({
  get: async (who, id) => (await transaction(who, 'get', [who[3], id]))[0],
  list: (who, limit) => transaction(who, 'list', [who[3], limit]),
  create: async (who, body) => (await transaction(who, 'create', inserted(who[3], body)))[0],
});
