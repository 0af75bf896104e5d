// SPDX-License-Identifier: Apache-2.0
// An independent look into the file store: the folder itself, or the bucket through AWS's own client. Only for what a client of
// the API cannot see or bring about; the product is asked for everything else.
import { chown, copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { options } from './options.js'

const gone = (error) => {
  if (error.code === 'ENOENT' || error.name === 'NoSuchKey') return undefined
  throw error
}

/** read(key) answers undefined for what is not there; list(prefix) every key below it. */
function folder(root) {
  const at = (key) => join(root, key)
  // what root makes here, the workers must be able to move and remove
  const handOver = async (path) => {
    const owner = await stat(root)
    for (let name = path; name !== root; name = dirname(name)) await chown(name, owner.uid, owner.gid)
  }
  const placeFor = async (key) => mkdir(dirname(at(key)), { recursive: true })
  return {
    kind: 'local',
    read: (key) => readFile(at(key)).catch(gone),
    remove: (key) => rm(at(key), { force: true, recursive: true }),
    list: async (prefix) => {
      const found = await readdir(at(prefix), { recursive: true, withFileTypes: true }).catch(gone)
      return (found ?? []).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1)).sort()
    },
    write: async (key, bytes) => {
      await placeFor(key)
      await writeFile(at(key), bytes)
      await handOver(at(key))
    },
    copy: async (from, to) => {
      await placeFor(to)
      await copyFile(at(from), at(to))
      await handOver(at(to))
    },
    move: async (from, to) => {
      await placeFor(to)
      await rename(at(from), at(to))
      await handOver(at(to))
    },
  }
}

async function bucket(Bucket) {
  const s3 = await import('@aws-sdk/client-s3')
  const client = new s3.S3Client({
    endpoint: options.S3_ENDPOINT, region: options.S3_REGION ?? 'auto', forcePathStyle: true,
    credentials: { accessKeyId: options.S3_ACCESS_KEY_ID, secretAccessKey: options.S3_SECRET_ACCESS_KEY },
    // neither Swift nor R2 knows the checksums that this client adds by itself
    requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
  })
  // "/bucket/" is signed as "/bucket": s3rver takes the slash off before it verifies
  client.middlewareStack.add((next) => (args) => {
    args.request.path = args.request.path.replace(/(?<=.)\/$/, '')
    return next(args)
  }, { step: 'build' })
  const self = {
    kind: 's3',
    client,
    read: async (Key) => {
      const answer = await client.send(new s3.GetObjectCommand({ Bucket, Key })).catch(gone)
      return answer && Buffer.from(await answer.Body.transformToByteArray())
    },
    /** What the store says of it. */
    head: (Key) => client.send(new s3.HeadObjectCommand({ Bucket, Key })),
    remove: (Key) => client.send(new s3.DeleteObjectCommand({ Bucket, Key })),
    list: async (Prefix) => {
      const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket, Prefix }))
      return (Contents ?? []).map((object) => object.Key).sort()
    },
    write: (Key, Body) => client.send(new s3.PutObjectCommand({ Bucket, Key, Body })),
    copy: (from, to) => client.send(new s3.CopyObjectCommand({ Bucket, Key: to, CopySource: `${Bucket}/${from}` })),
    move: async (from, to) => {
      await self.copy(from, to)
      await self.remove(from)
    },
  }
  return self
}

/** The folder of the local store, whichever store is in use. */
export const localFolder = folder(options.STORAGE_DIR)
export const store = options.STORAGE === 's3' ? await bucket(options.S3_BUCKET) : localFolder

/** For `skip`: tests of one kind of store. */
export const onlyLocal = store.kind !== 'local' && 'files are in S3'
export const onlyS3 = store.kind !== 's3' && 'files are in the local store'

/** For `skip`: what s3rver, which STORE_SERVER then names, does otherwise than any real store. */
export const notOnS3rver = (why) => process.env.STORE_SERVER === 's3rver' && `s3rver ${why}`
