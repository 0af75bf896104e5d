// SPDX-License-Identifier: Apache-2.0
// The API's reference: found by search, read, tried with and without a token, in either language.
import { expect, test } from './browser.js';

test('an operation is found by its words and answers what the server says', async ({ page }) => {
  await page.goto('/docs');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Stagefy');
  await page.getByRole('searchbox', { name: 'Search operations' }).fill('properties list');
  await page.getByRole('link', { name: 'List properties' }).click();
  await expect(page).toHaveURL(/\/docs\?operation=listProperties$/);
  await expect(page.getByText('-H "Authorization: Bearer $TOKEN"')).toBeVisible();
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status').filter({ hasText: '/problems/unauthenticated' })).toBeVisible();
});

test('what needs no token is sent at once', async ({ page }) => {
  await page.goto('/docs?operation=live');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('status').filter({ hasText: '"alive"' })).toBeVisible();
});

test('a schema\'s fields, in French, nothing wider than the page', async ({ page }) => {
  await page.goto('/docs?schema=Property');
  await page.getByRole('button', { name: 'Français' }).click();
  await expect(page.getByText('lecture seule').first()).toBeVisible();
  await expect(page.getByRole('rowheader', { name: /^energy_class/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('an address that names nothing says so', async ({ page }) => {
  await page.goto('/docs?operation=noSuchThing');
  await expect(page.getByRole('alert')).toHaveText('There is no such operation or schema any more.');
});
