// SPDX-License-Identifier: Apache-2.0
// The requests, and wrk with them: 32 connections over TLS, 64 people of as many agencies.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PEOPLE = 64, OWNERS = 100;
const folder = mkdtempSync(join(tmpdir(), 'stagefy-bench-'));

export const id = (kind, n) =>
  `${kind.charCodeAt(0).toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const columns = 'id,owner_id,reference,title,status,property_type,transaction,address,city,state,zip_code,country,latitude,' +
  'longitude,price,currency,bedrooms,bathrooms,living_area,lot_area,sqft,year_built,energy_class,features,contact_id,' +
  'cover_media_id,media_count,published_at,created_at,version';

const body = JSON.stringify({
  title: { en: 'Townhouse with a walled garden', fr: 'Maison de ville avec jardin clos' },
  status: 'draft', property_type: 'house', transaction: 'sale', address: '24, rue Ermesinde', city: 'Luxembourg',
  zip_code: 'L-1469', country: 'LU', price: 1485000.5, bedrooms: 4, bathrooms: 2.5, living_area: 212.25,
  year_built: 1931, features: ['garden', 'cellar'],
});

/* One of each, for person n (who works in agency n, as its first member: the owner). */
export const requests = {
  get: (n) => ({ method: 'GET', path: `/api/properties/${id('p', (n - 1) * 5000 + 77 * n)}` }),
  list: () => ({ method: 'GET', path: `/api/properties?limit=20&fields=${columns}` }),
  create: () => ({ method: 'POST', path: '/api/properties', body }),
};

let known;
/* One of each of a hundred agencies. */
export function owners() {
  known ??= execFileSync('bash', ['-c', process.env.BENCH_TOKENS], { maxBuffer: 1 << 24 }).toString().trim().split('\n')
    .slice(0, OWNERS).map((token, i) => ({ token, agency: id('a', i + 1), number: i + 1 }));
  if (known.length !== OWNERS) throw new Error(`${known.length} tokens instead of ${OWNERS}`);
  return known;
}
export const people = () => owners().slice(0, PEOPLE);

/* What stands for something new each time, in bodies here and in values of pgbench. */
export const UNIQUE = '@@';

function script(name, make, callers) {
  const calls = callers.map((p) => {
    const r = make(p.number);
    const headers = { Authorization: `Bearer ${p.token}`, 'Agency-Id': p.agency, ...(r.body && { 'Content-Type': 'application/json' }) };
    const table = Object.entries(headers).map(([k, v]) => `["${k}"]="${v}"`).join(', ');
    return r.body?.includes(UNIQUE) ? `{"${r.method}", "${r.path}", {${table}}, [[${r.body}]]}`
      : `wrk.format("${r.method}", "${r.path}", {${table}}, ${r.body ? `[[${r.body}]]` : 'nil'})`;
  });
  const out = join(folder, `${name}.lua`);
  writeFileSync(out, `local calls, at = {}, 0
function init() math.randomseed(os.time()) ${calls.map((c) => `calls[#calls + 1] = ${c}`).join('\n')} at = math.random(#calls) end
local mark, count = tostring({}):sub(8) .. os.time() .. '-', 0
function request()
  at = at % #calls + 1
  local call = calls[at]
  if type(call) == 'string' then return call end
  count = count + 1
  return wrk.format(call[1], call[2], call[3], (call[4]:gsub('${UNIQUE}', mark .. count)))
end
function done(s, l)
  local f = io.open("${join(folder, 'result')}", "w")
  local e = s.errors
  f:write(string.format('{"count":%d,"us":%d,"p99":%d,"errors":%d}', s.requests, s.duration, l:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout)) f:close()
end`);
  return out;
}

export async function runWrk(name, seconds, base = process.env.BASE_URL, make = requests[name], callers = people()) {
  await promisify(execFile)('wrk', ['-t2', '-c32', `-d${seconds}s`, '-s', script(name, make, callers), base],
    { env: { ...process.env, SSL_CERT_FILE: process.env.CA_FILE } });
  const r = JSON.parse(readFileSync(join(folder, 'result'), 'utf8'));
  return { rate: (r.count * 1e6) / r.us, count: r.count, p99: r.p99 / 1000, errors: r.errors };
}
