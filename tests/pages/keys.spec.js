// SPDX-License-Identifier: Apache-2.0
// API keys: made, shown once, used, seen in the log, revoked.
import { expect, test } from './browser.js';
import { signUp } from './person.js';

const ask = (page, key) => page.request.get('/api/properties', { headers: { 'X-API-Key': key } });

test('a key is made, works, tells what it was asked for, and ends', async ({ page }) => {
  await signUp(page);
  await page.goto('/agency');
  await page.getByRole('link', { name: 'Manage API keys' }).click();
  await expect(page.getByText('No keys yet')).toBeVisible();

  await page.getByRole('button', { name: 'Create a key' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Create a key' }).click();
  await expect(form.getByLabel('Name')).toBeFocused();
  await form.getByLabel('Name').fill('Website');
  await form.getByRole('button', { name: 'Sandbox' }).click();
  await form.getByLabel('Properties: Write').check();
  await form.getByRole('button', { name: 'Create a key' }).click();
  const key = await page.getByRole('dialog').locator('code').textContent();
  expect(key).toMatch(/^sfy_test_[0-9A-Za-z]{8}_[0-9A-Za-z]{42}$/);
  await page.keyboard.press('Escape');
  await expect(page.getByText(key)).toBeVisible();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  await expect(page.getByText(`${key.slice(0, 17)}…${key.slice(-4)}`)).toBeVisible();
  await expect(page.getByText('properties:read, properties:write')).toBeVisible();

  expect((await ask(page, key)).status()).toBe(200);
  await page.getByRole('button', { name: 'Requests with “Website”' }).click();
  await expect(page.getByRole('row', { name: /200 GET \/api\/properties/ })).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Empty the sandbox' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Empty the sandbox' }).click();
  await expect(page.getByText('The sandbox is empty')).toBeVisible();

  await page.getByRole('button', { name: 'Revoke “Website”' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('Revoked', { exact: true })).toBeVisible();
  expect((await ask(page, key)).status()).toBe(401);
});
