// SPDX-License-Identifier: Apache-2.0
// The statements behind a request, as Postgres saw them: logging is switched on for the workers' role, the request is
// made twice (the first time statements are prepared and the token is new), and the second is read from the log.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { people } from './wrk.mjs';

const env = { ...process.env, PGOPTIONS: '-c client_min_messages=warning' };
export const sql = (text) => execFileSync('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-c', text, process.env.ADMIN_DATABASE_URL], { env }).toString().trim();
const agent = new Agent({ keepAlive: true, ca: readFileSync(process.env.CA_FILE) });

function send(call, person) {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${person.token}`, 'Agency-Id': person.agency };
    if (call.body) Object.assign(headers, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(call.body) });
    const r = request(process.env.BASE_URL + call.path, { method: call.method, headers, agent }, (answer) => {
      let text = '';
      answer.on('data', (d) => { text += d; });
      answer.on('end', () => (answer.statusCode < 300 ? resolve(text) : reject(new Error(`${call.path}: ${answer.statusCode} ${text}`))));
    });
    r.on('error', reject);
    r.end(call.body);
  });
}

const logFile = () => process.env.LOG_FILES.split(/\s+/).find((f) => /postgres/.test(f));

/* execute s3: select … ⏎ DETAIL: parameters: $1 = '…', $2 = NULL. An entry begins with a time; its further lines with a tab. */
function parse(text) {
  const entries = text.replace(/\n\t/g, '\n ').split('\n').reduce((list, line) => {
    if (/^\d{4}-\d\d-\d\d /.test(line)) list.push(line);
    else if (list.length) list[list.length - 1] += `\n${line}`;
    return list;
  }, []);
  const found = [];
  for (const entry of entries) {
    const executed = /LOG: {2}execute (\S+): ([\s\S]*)$/.exec(entry);
    const detail = /DETAIL: {2}(?:P|p)arameters: ([\s\S]*)$/.exec(entry);
    if (executed) found.push({ sql: executed[2].trim(), values: [] });
    else if (detail && found.length) {
      found.at(-1).values = [...detail[1].matchAll(/\$\d+ = (NULL|'(?:[^']|'')*')/g)]
        .map((m) => (m[1] === 'NULL' ? null : m[1].slice(1, -1).replaceAll("''", "'")));
    }
  }
  return found;
}

function restartBackends() {
  sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'stagefy_api'");
}

export async function captureStatements(requests) {
  const person = people()[0];
  const statements = {};
  sql("alter role stagefy_api set log_statement = 'all'");
  sql("alter role stagefy_api set log_error_verbosity = 'default'"); // DETAIL carries the parameters
  restartBackends();
  try {
    for (const [name, make] of Object.entries(requests)) {
      // every worker must have seen the token: only then is the request that is read the ordinary one
      for (let i = 0; i < 60; i++) await send(make(person.number), person);
      const from = statSync(logFile()).size;
      await send(make(person.number), person);
      await new Promise((r) => setTimeout(r, 200));
      statements[name] = parse(readFileSync(logFile()).subarray(from).toString());
      if (statements[name].length < 2 || statements[name].some((s) => s.sql.includes('$1') && s.values.length === 0)) throw new Error(`${name}: found ${statements[name].length} statements in ${logFile()}`);
    }
  } finally {
    sql('alter role stagefy_api reset log_statement');
    sql('alter role stagefy_api reset log_error_verbosity');
    restartBackends();
  }
  return statements;
}
