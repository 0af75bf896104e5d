// SPDX-License-Identifier: Apache-2.0
// One GET to a worker without nginx, over its FastCGI socket: what it answered, or null if nobody was there.
import { connect } from 'node:net';

function record(type, content) {
  const head = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([head, content]);
}

/* lengths above 127 take four bytes, the first bit of which is set */
function length(n) {
  if (n < 128) return Buffer.from([n]);
  const four = Buffer.alloc(4);
  four.writeUInt32BE((n | 0x80000000) >>> 0);
  return four;
}

function request(path, headers) {
  const params = { REQUEST_METHOD: 'GET', REQUEST_URI: path, QUERY_STRING: path.split('?')[1] ?? '', REMOTE_ADDR: '127.0.0.1', ...headers };
  const pairs = Object.entries(params).flatMap(([name, value]) => [length(name.length), length(value.length), Buffer.from(name), Buffer.from(value)]);
  return Buffer.concat([record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])), record(4, Buffer.concat(pairs)), record(4, Buffer.alloc(0)), record(5, Buffer.alloc(0))]);
}

export function ask(socket, path, headers = {}) {
  return new Promise((resolve) => {
    let answer = '';
    const c = connect(socket, () => c.write(request(path, headers)));
    c.on('data', (d) => { answer += d.toString('latin1'); });
    c.on('error', () => resolve(null));
    c.on('close', () => resolve(answer || null));
  });
}
