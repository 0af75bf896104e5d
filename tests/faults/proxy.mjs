// SPDX-License-Identifier: Apache-2.0
// A TCP proxy that can be ill: connections are cut, reset, refused, held up or swallowed.
import net from 'node:net'

export class Proxy {
  /** to: options of net.connect() */
  constructor(port, to) {
    Object.assign(this, { port, to, pairs: new Set(), mode: 'passing', accepted: 0 })
    this.server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.#accept(near))
  }
  listen() {
    return new Promise((resolve, reject) => this.server.once('error', reject).listen(this.port, '127.0.0.1', resolve))
  }
  #accept(near) {
    this.accepted++
    near.on('error', () => near.destroy())
    if (this.mode === 'refusing') return near.resetAndDestroy()
    const pair = { near, swallowed: this.mode === 'swallowing' }
    this.pairs.add(pair)
    near.on('close', () => this.#forget(pair))
    if (pair.swallowed) return near.resume()
    pair.far = net.connect({ ...this.to, allowHalfOpen: true, noDelay: true })
    pair.far.on('error', () => near.destroy())
    pair.far.on('close', () => this.#forget(pair))
    this.#carry(pair, near, pair.far)
    this.#carry(pair, pair.far, near)
    if (this.mode === 'holding') this.#hold(pair, true)
  }
  #carry(pair, from, to) {
    from.on('data', (bytes) => pair.swallowed || to.write(bytes))
    from.on('end', () => pair.swallowed || to.end())
  }
  #forget(pair) {
    pair.near.destroy()
    if (!pair.swallowed) pair.far?.destroy()
    this.pairs.delete(pair)
  }
  #hold(pair, on) {
    for (const socket of [pair.near, pair.far]) if (socket) on ? socket.pause() : socket.resume()
  }
  /** Every connection ends in order. */
  cut() {
    for (const pair of this.pairs) this.#forget(pair)
  }
  /** Every connection ends with RST. */
  reset() {
    for (const { near, far } of this.pairs) {
      near.resetAndDestroy()
      far?.resetAndDestroy()
    }
  }
  /** Nobody is let in; who is in goes. */
  refuse() {
    this.mode = 'refusing'
    this.reset()
  }
  /** Bytes wait and go on later, as when a cable was out for a moment. */
  hold() {
    this.mode = 'holding'
    for (const pair of this.pairs) this.#hold(pair, true)
  }
  /**
   * Bytes vanish; connections from before stay dead, as after a firewall has forgotten them. No packet of ours can: so the far
   * side sees an end where its kernel would have given up, after `ms`.
   */
  swallow(ms) {
    this.mode = 'swallowing'
    for (const pair of this.pairs) {
      pair.swallowed = true
      const { far } = pair
      if (far) setTimeout(() => far.destroy(), ms).unref()
    }
  }
  pass() {
    this.mode = 'passing'
    for (const pair of this.pairs) if (!pair.swallowed) this.#hold(pair, false)
  }
  close() {
    this.cut()
    this.server.close()
  }
}
