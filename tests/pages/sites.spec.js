// SPDX-License-Identifier: Apache-2.0
// Another website's page and the API (CORS), as a browser sees it: nothing until the agency lists the site, then what the key may.
import http from 'node:http';
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

/** A website of its own on this machine, with one page. */
async function website() {
  const server = http.createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end('<!doctype html><title>Another site</title>'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://localhost:${server.address().port}`, close: () => server.close() };
}

/** What the page's script gets to see of an answer; a browser says "Failed to fetch" of all that it may not show. */
const ask = (page, path, options = {}) =>
  page.evaluate(async ([url, init]) => {
    try {
      const answer = await fetch(url, init);
      return { status: answer.status, body: await answer.json(), headers: Object.fromEntries(answer.headers) };
    } catch (error) {
      return { refused: error.message };
    }
  }, [new URL(path, process.env.BASE_URL).href, options]);

test('a website shows the agency\'s properties once the agency lists it', async ({ page, browser }) => {
  const nora = await signUp(page);
  await property(nora);
  const { key } = await nora.request('POST', '/api/api_keys', { name: 'Website', scopes: ['properties:read', 'contacts:read', 'contacts:write'] });
  const site = await website(), visitor = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await visitor.goto(site.origin);
  const headers = { 'X-API-Key': key, 'Content-Type': 'application/json' };
  const read = (more) => ask(visitor, '/api/properties?limit=1', { headers, ...more });
  const write = (body) => ask(visitor, '/api/contacts', { method: 'POST', headers: { ...headers, 'Idempotency-Key': crypto.randomUUID() }, body: JSON.stringify(body) });
  const refused = { refused: 'Failed to fetch' };

  expect(await read()).toEqual(refused);
  expect(await write({ name: 'Josée Weber' })).toEqual(refused);
  expect((await nora.request('GET', '/api/contacts')).data).toEqual([]);

  await page.goto('/agency/keys');
  const sites = page.getByRole('combobox', { name: 'Allowed websites' });
  await sites.fill('http://www.maison.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(sites).toHaveAttribute('aria-invalid', 'true');
  await sites.press('Backspace');
  await sites.fill(`${site.origin}/properties`);
  await sites.press('Enter');
  await expect(page.getByText(site.origin, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved')).toBeVisible();

  const shown = await read();
  expect([shown.status, shown.body.data.length]).toEqual([200, 1]);
  expect(shown.headers.ratelimit).toMatch(/^"key";r=\d+;t=\d+, "agency";r=\d+;t=\d+$/);
  expect(shown.headers['request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect((await write({ name: 'Josée Weber' })).status).toBe(201);
  expect((await write({})).body.errors[0].pointer).toBe('/name');
  expect(await read({ credentials: 'include' })).toEqual(refused);
  expect(await ask(visitor, '/api/me', { headers })).toEqual(refused);
  expect(await ask(visitor, '/api/auth/refresh', { method: 'POST', credentials: 'include' })).toEqual(refused);
  await visitor.context().close();
  site.close();
});
