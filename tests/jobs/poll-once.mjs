import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
const { sql, sleep, Pool, prepare, enqueue, jobs, ended } = await import('/work/notes/wt-proofs/tests/jobs/lib.js')
await prepare()
const cpu = (pid) => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' '); return (Number(f[11]) + Number(f[12])) / 100 }
const mem = (pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1])
const measure = async (label, pids, backends, s = 30) => {
  const b = pids.map(cpu), c = backends.map(cpu); await sleep(s * 1000)
  const d = pids.reduce((t, p, i) => t + cpu(p) - b[i], 0), e = backends.reduce((t, p, i) => t + cpu(p) - c[i], 0)
  console.log(label, 'workers', (d / s / pids.length * 1000).toFixed(2), 'ms/s each; backends', (e / s / pids.length * 1000).toFixed(2), 'ms/s per worker')
}
for (const poll of ['500', '250', '100']) {
  const before = new Set((await sql(`select pid from pg_stat_activity where usename='stagefy_jobs'`)).flat())
  const pool = new Pool(2, { JOB_POLL_MS: poll, LOG_LEVEL: 'warn' })
  await sleep(1500)
  const backends = (await sql(`select pid from pg_stat_activity where usename='stagefy_jobs'`)).flat().filter((p) => !before.has(p)).map(Number)
  await measure(`poll ${poll}`, pool.children.map((c) => c.pid), backends, 20)
  const waits = []
  for (let i = 0; i < 25; i++) { await sleep(Math.random() * Number(poll)); const mark = await enqueue('test.noop', 1); const [j] = await ended(mark); const [[w]] = await sql(`select extract(epoch from started_at - created_at) * 1000 from internal.jobs where payload ->> 'mark' = :'mark'`, { mark }); waits.push(Number(w)) }
  waits.sort((a, b) => a - b)
  console.log(`poll ${poll} late ms p50 ${waits[12].toFixed(0)} p95 ${waits[23].toFixed(0)} max ${waits[24].toFixed(0)}`)
  await pool.stop()
}
process.exit(0)
