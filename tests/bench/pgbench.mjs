// SPDX-License-Identifier: Apache-2.0
// Captured statements as a pgbench script: one pipeline, prepared, values as parameters.
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UNIQUE } from './wrk.mjs';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const folder = mkdtempSync(join(tmpdir(), 'stagefy-pgbench-'));
/* the options that a worker connects with (src/db/connection.c) */
const OPTIONS = '-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=iso_8601 -c bytea_output=hex -c plan_cache_mode=force_generic_plan';

/* various: what is another each time: a value, and the list that one is taken of */
function script(statements, various) {
  const variables = [...various.values()].map((list, i) => [`list${i}`, `{${list.join(',')}}`]), most = Math.max(1, ...[...various.values()].map((list) => list.length));
  const lines = statements.map(({ sql, values }, s) => {
    const insert = /^insert into/.test(sql);
    return sql.replace(/\$(\d+)/g, (_, n) => {
      const value = values[n - 1];
      if (value === null || value === undefined) return 'null';
      if (value === UNIQUE) return '(:high::text || :low::text)';
      const list = [...various.keys()].indexOf(value);
      if (list >= 0) return `(:list${list}::text[])[:one::int]${UUID.test(value) && n !== '2' ? '::uuid' : ''}`; // authenticate's second is a text
      // a new row needs a new id: made from two random numbers
      if (insert && n === '1') return "(lpad(to_hex(:high::bigint), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(:low::bigint), 12, '0'))::uuid";
      variables.push([`v${s}_${n}`, value]);
      return `:v${s}_${n}`;
    }).replaceAll('\n', ' ');
  });
  return {
    text: `\\set one random(1, ${most})\n\\set high random(1, 2000000000)\n\\set low random(1, 2000000000)\n\\startpipeline\n${lines.map((l) => `${l};`).join('\n')}\n\\endpipeline\n`,
    variables,
  };
}

export async function runPgbench(name, statements, seconds, various = new Map()) {
  const { text, variables } = script(statements, various);
  const file = join(folder, `${name}.sql`);
  writeFileSync(file, text);
  const args = ['-n', '-M', 'prepared', '-c', '8', '-j', '2', '-T', String(seconds), '-f', file];
  for (const [k, v] of variables) args.push('-D', `${k}=${v}`);
  const run = promisify(execFile)('pgbench', [...args, process.env.DATABASE_URL], { env: { ...process.env, PGOPTIONS: OPTIONS } });
  const { stdout } = await run.catch((e) => { throw new Error(`pgbench: ${String(e.stderr).slice(0, 600)}`); });
  const rate = /tps = ([\d.]+)/.exec(stdout);
  if (!rate || !/number of failed transactions: 0 /.test(stdout)) throw new Error(stdout);
  return Number(rate[1]);
}
