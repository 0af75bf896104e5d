// SPDX-License-Identifier: Apache-2.0
// How many holds are taken and captured a second, on one account and on a hundred: POST /api/credits/usage does both, each in the
// ledger. Beside pgbench with the same SQL, as run.mjs does it.
import { captureStatements, sql } from './capture.mjs';
import { runPgbench } from './pgbench.mjs';
import { id, owners, runWrk, UNIQUE } from './wrk.mjs';

const spend = () => ({ method: 'POST', path: '/api/credits/usage', body: JSON.stringify({ operation_type: 'AI_TEXT_CHAT', reference: UNIQUE }) });

/* What the token of somebody says of them. */
const claims = ({ token }) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

/* Of the first owner's values, those that are another's with another owner: {value: [one for each]}. */
function various(all) {
  const [first] = all, lists = new Map();
  for (const of of [(owner) => claims(owner).sub, (owner) => claims(owner).sid, (owner) => owner.agency]) lists.set(of(first), all.map(of));
  return lists;
}

/* The load made agencies without what comes with them. */
function fill() {
  const ours = `from public.agencies where id between '${id('a', 0)}' and '${id('a', 1e12)}'`;
  sql(`set role stagefy_definer; select count(billing.open_account(id)) ${ours}; select count(billing.grant(id, 'promotion', 1000000000, 'bench')) ${ours}`);
}

/** {one: {vs_pgbench, per_s}, hundred: …}: medians of so many rounds. */
export async function measureCredits(rounds, seconds) {
  const report = {};
  fill();
  const { spend: statements } = await captureStatements({ spend });
  for (const [name, callers] of Object.entries({ one: owners().slice(0, 1), hundred: owners() })) {
    const results = [];
    for (let i = 0; i < rounds; i++) {
      const before = await runPgbench('spend', statements, seconds, various(callers));
      const http = await runWrk('spend', seconds, undefined, spend, callers);
      const after = await runPgbench('spend', statements, seconds, various(callers));
      if (http.errors > 0) throw new Error(`spend: ${http.errors} requests failed`);
      results.push({ vs_pgbench: (2 * http.rate) / (before + after), per_s: http.rate });
    }
    results.sort((a, b) => a.vs_pgbench - b.vs_pgbench);
    report[name] = results[Math.floor(rounds / 2)];
  }
  const wrong = sql('set role stagefy_definer; select count(*) from billing.verify()');
  if (wrong !== '0') throw new Error(`${wrong} accounts do not agree with their ledger`);
  return report;
}
