// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from '@playwright/test';

// The running instance, as `./dev env` prints it. Root may not have Chromium's sandbox; the pages are our own.
export default defineConfig({
  testDir: '.',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  workers: 1,
  reporter: 'list',
  outputDir: process.env.PAGES_OUTPUT ?? 'results',
  use: {
    baseURL: process.env.BASE_URL,
    ignoreHTTPSErrors: true,
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: '/usr/bin/chromium-headless-shell',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  projects: [
    { name: 'wide', use: { viewport: { width: 1440, height: 900 } } },
    // what these do is the same on a phone, and axe looks at their pages there; `./dev prove pages` runs all of them on both
    { name: 'phone', testIgnore: process.env.PAGES_ALL ? [] : /(credits|docs|jobs|keys|live|mail|notifications|saving|sites|studio|webhooks)\.spec/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'dark' } },
  ],
});
