// SPDX-License-Identifier: Apache-2.0
// s3rver.js FOLDER PORT BUCKET: an S3-compatible store on this machine until it is told to end. The file FOLDER/fault makes it
// ill while it is there: "away" breaks every connection, "slow down" answers 503, "silent" answers nothing.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'

const [folder, port, bucket] = process.argv.slice(2)
const fault = join(folder, 'fault')
mkdirSync(join(folder, 'data'), { recursive: true })

const server = new S3rver({ address: '127.0.0.1', port: Number(port), silent: true, directory: join(folder, 'data'), configureBuckets: [{ name: bucket }] })
server.middleware.unshift(async (context, next) => {
  const kind = existsSync(fault) && readFileSync(fault, 'utf8')
  if (kind === 'away') {
    context.respond = false
    context.req.socket.destroy()
  } else if (kind === 'silent') {
    context.respond = false
  } else if (kind === 'slow down') {
    context.set('Retry-After', '7')
    context.type = 'application/xml'
    context.status = 503
    context.body = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'
  } else await next()
})
await server.run()
console.log(`S3 on http://127.0.0.1:${port}, bucket ${bucket}`)
