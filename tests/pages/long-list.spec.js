// SPDX-License-Identifier: Apache-2.0
// A list of 100,000: the page holds what is on the screen and no more, and a change has no more than that read again.
import { expect, test } from './browser.js';
import { signUp } from './person.js';

const TOTAL = 100_000;
const contact = (n) => ({
  id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, name: `Contact ${n}`, type: 'buyer', status: 'active', tags: ['vip', 'city', 'tram'],
  email: `c${n}@example.com`, phone: `+352621${String(n).padStart(6, '0')}`, version: 1, created_at: '2026-01-02T10:00:00Z', updated_at: '2026-01-02T10:00:00Z',
});

test('a long list is scrolled without growing, and read again where one looks', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the same list, with fewer rows on the screen');
  const nora = await signUp(page), asked = [];
  await page.route(/\/api\/contacts\?/, (route) => {
    const query = new URL(route.request().url()).searchParams, from = Number(query.get('cursor') ?? 0), limit = Number(query.get('limit'));
    asked.push(from);
    const data = Array.from({ length: limit }, (_, n) => contact(from + n));
    return route.fulfill({ json: { data, pagination: { limit, has_more: true, next_cursor: String(from + limit), ...(query.has('count') && { total: TOTAL }) } } });
  });
  await page.goto('/contacts');
  await expect(page.getByRole('heading', { name: 'Contacts 100,000' })).toBeVisible();
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(TOTAL + 1));
  const lastRow = page.locator('tbody tr[aria-rowindex]').last();
  for (const reached of [100, 200, 300, 400, 500, 600, 700, 800])
    await expect(async () => {
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      expect(Number(await lastRow.getAttribute('aria-rowindex', { timeout: 100 }))).toBeGreaterThan(reached);
    }).toPass({ intervals: [20] });
  expect(await page.locator('tbody *').count()).toBeLessThan(2000);
  expect(await page.locator('tbody tr').count()).toBeLessThan(70);

  const seen = asked.length;
  await nora.request('POST', '/api/contacts', { name: 'Somebody else' });
  await expect.poll(() => asked.slice(seen)[0]).toBe(0);
  const index = Number(await lastRow.getAttribute('aria-rowindex')) - 2;
  await expect.poll(() => asked.slice(seen).at(-1)).toBeGreaterThan(index - 150);
  expect(asked.slice(seen).length).toBeLessThan(5);
});
