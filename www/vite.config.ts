// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Where "vite dev" finds the API; the built files are served by nginx beside it. */
const api = process.env.STAGEFY_API ?? 'http://127.0.0.1:8080'

/** Tells boot.js, which knows the language before anything else does, where each language's first words lie. */
const wordsAhead: Plugin = {
  name: 'words-ahead',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const attributes = Object.values(bundle).flatMap(({ name, fileName }) => {
        const language = /^first\.(\w+)$/.exec(name ?? '')?.[1]
        return language ? [` data-${language}="/${fileName}"`] : []
      })
      return html.replace('src="/boot.js"', (boot) => boot + attributes.sort().join(''))
    },
  },
}

export default defineConfig({
  plugins: [react(), wordsAhead],
  resolve: { alias: { '#': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    manifest: true,
    // A data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': api, '/store': api } },
  test: { environment: 'node', include: ['tests/**/*.test.ts', 'src/**/*.test.ts'] },
})
