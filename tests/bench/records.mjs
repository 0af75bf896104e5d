// SPDX-License-Identifier: Apache-2.0
// What people wait for in a big agency (5,000 properties, 20,000 contacts, 1,000 open deals): one request after another, as one
// person makes them, beside the plainest one. Latencies in ms, and how many gets each is worth.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { id, people } from './wrk.mjs';

const TIMES = 60;

/* Each with another word, place or record every time, so that nothing is measured twice. */
const requests = {
  get: (n) => `/api/properties/${id('p', 1 + n * 7)}`,
  'contacts, a page': (n) => `/api/contacts?limit=50&sort=${['name', '-created_at', 'last_contacted_at'][n % 3]}`,
  'contacts, filtered': (n) => `/api/contacts?limit=50&type=buyer&status=active&tags[contains]=${['family', 'cash'][n % 2]}`,
  'contacts, deep': (n) => `/api/contacts?limit=50&page=${100 + n}`,
  'properties, filtered': (n) => `/api/properties?limit=50&status=active&city=Remich&price[lte]=${600000 + n * 1000}&sort=price`,
  search: (n) => `/api/search?q=${['schmit', 'weber', 'remich', 'number'][n % 4]}%20${n * 11}`,
  'search, misspelt': (n) => `/api/search?q=${['schmidtt', 'webber', 'hofmann', 'krämer'][n % 4]}`,
  'board, a stage': (n) => `/api/deals?stage_id=${id('t', (n % 6) + 1)}&status=open&sort=position&include=property.cover_media,contact&limit=200`,
  'board, its sums': () => '/api/deal_stages/totals',
  'matches of a request': (n) => `/api/buyer_requests/${id('b', 1 + n * 13)}/matches`,
  'matches of a property': (n) => `/api/properties/${id('p', 1 + n * 11)}/matches`,
  duplicates: () => '/api/contacts/duplicates',
};

const agent = new Agent({ ca: readFileSync(process.env.CA_FILE), keepAlive: true, maxSockets: 1 });

function ask(path, person) {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    request(process.env.BASE_URL + path, { agent, headers: { Authorization: `Bearer ${person.token}`, 'Agency-Id': person.agency } }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve(performance.now() - from) : reject(new Error(`${path}: ${answer.statusCode}`))));
    }).on('error', reject).end();
  });
}

async function latencies(path, person) {
  const all = [];
  for (let n = 0; n < TIMES; n++) all.push(await ask(path(n), person));
  // the first ones read what nobody has read yet
  return all.slice(5).sort((a, b) => a - b);
}

/** {name: {p50_ms, p99_ms, gets}} of the agency's owner. */
export async function measureRecords() {
  const [owner] = people(), report = {};
  for (const [name, path] of Object.entries(requests)) {
    const all = await latencies(path, owner), p50 = all[Math.floor(all.length / 2)];
    report[name] = { p50_ms: p50, p99_ms: all.at(-1), gets: p50 / (report.get?.p50_ms ?? p50) };
  }
  return report;
}
