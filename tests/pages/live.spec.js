// SPDX-License-Identifier: Apache-2.0
// What somebody else does shows without a reload, also what they did while this page had no connection.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

/** To be called before a page is opened; the answer waits until its first connection has made it read again what it shows, all of it,
 * and until what comes after that has come: code too is asked for late. */
function readAgain(page) {
  const under = new Set();
  let times = 0, last = 0;
  const note = (change) => (request) => {
    if (request.url().includes('/api/events/')) return; // the stream has no end
    under[change](request);
    last = Date.now();
  };
  page.on('request', note('add'));
  page.on('requestfailed', note('delete'));
  page.on('requestfinished', note('delete'));
  page.on('requestfinished', (request) => request.url().endsWith('/api/me') && times++);
  return () => expect.poll(() => times >= 2 && under.size === 0 && Date.now() - last > 500).toBe(true);
}

test('a colleague’s new property and new price appear by themselves', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await page.goto('/properties?view=table');
  await expect(page.getByText(/1,485,000/).first()).toBeVisible();
  await nora.request('PATCH', `/api/properties/${id}`, { price: 1450000 });
  await expect(page.getByText(/1,450,000/).first()).toBeVisible();
  await property(nora, { address: '7, rue du Marché' });
  await expect(page.getByText('7, rue du Marché').first()).toBeVisible();
});

test('what changed between the first reading and the first connection appears too', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  let connect;
  const changed = new Promise((resolve) => (connect = resolve));
  await page.route('**/api/events/ticket', async (route) => {
    await changed;
    await route.continue();
  });
  await page.goto('/properties?view=table');
  await expect(page.getByText(/1,485,000/).first()).toBeVisible();
  await nora.request('PATCH', `/api/properties/${id}`, { price: 1450000 });
  await page.waitForTimeout(1000); // the relay has told it: nobody will be told again
  connect();
  await expect(page.getByText(/1,450,000/).first()).toBeVisible();
});

test('after a lost connection the page says so, reads again what it shows, and says that too', async ({ page, context }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  const quiet = readAgain(page);
  await page.goto('/properties?view=table');
  await expect(page.getByText(/1,485,000/).first()).toBeVisible();
  await quiet(); // what is asked for without a connection is a fault in the console
  await context.setOffline(true);
  await expect(page.getByRole('status').getByText(/You are offline/)).toBeVisible();
  await nora.request('PATCH', `/api/properties/${id}`, { price: 1450000 });
  await context.setOffline(false);
  await expect(page.getByText('Connected again. Everything here is up to date.')).toBeVisible({ timeout: 20000 });
  await expect(page.getByText(/1,450,000/).first()).toBeVisible();
  await expect(page.getByText('Connected again. Everything here is up to date.')).toHaveCount(0);
});
