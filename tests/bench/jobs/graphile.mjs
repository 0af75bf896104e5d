// SPDX-License-Identifier: Apache-2.0
// graphile-worker doing nothing, GRAPHILE_JOBS times: tells as JSON how many seconds lay between the first job and the last.
import { Logger, makeWorkerUtils, run } from 'graphile-worker';

const connectionString = process.env.GRAPHILE_URL, count = Number(process.env.GRAPHILE_JOBS), size = Number(process.env.GRAPHILE_BATCH);
const logger = new Logger(() => () => {});
const utils = await makeWorkerUtils({ connectionString, logger });
await utils.migrate();
await utils.withPgClient((pg) => pg.query(`select graphile_worker.add_jobs(array(select row('noop', '{}'::json, null, null, null, null, null, null)::graphile_worker.job_spec from generate_series(1, $1::int)))`, [count]));

let done = 0, first, finish;
const finished = new Promise((resolve) => { finish = resolve; });
const noop = () => {
  first ??= process.hrtime.bigint();
  done++;
  if (done === count) finish(process.hrtime.bigint());
};
const runner = await run({
  connectionString, logger, concurrency: 10, maxPoolSize: 10, noHandleSignals: true, taskList: { noop },
  preset: size > 1 ? { worker: { localQueue: { size } } } : {},
});
const last = await finished;
await runner.stop();
await utils.release();
console.log(JSON.stringify({ seconds: Number(last - first) / 1e9 }));
