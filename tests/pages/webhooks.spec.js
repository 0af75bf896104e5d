// SPDX-License-Identifier: Apache-2.0
// Webhooks: an address is added, its secret shown once, a test arrives and shows in the log, and is sent again.
import http from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, test } from './browser.js';
import { signUp } from './person.js';

test('an address is added, tested, looked into, switched off and removed, with the keyboard where it matters', async ({ page }) => {
  // of the tests alone: the address hears of all events, its own coming among them
  let tests = 0;
  const server = http.createServer(async (request, response) => {
    if ((await json(request)).type === 'webhook.test') tests++;
    response.end('ok');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/hook`;
  await signUp(page);
  await page.goto('/agency');
  await page.getByRole('link', { name: 'Manage webhooks' }).click();
  await expect(page.getByText('Nothing is called yet.')).toBeVisible();

  await page.getByRole('button', { name: 'Add an address' }).click();
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Address')).toBeFocused();
  await page.keyboard.type(url);
  await dialog.getByLabel('Events').fill('property.sold');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Add an address' }).click();
  await expect(dialog.getByLabel('Events')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Events').press('Backspace');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Add an address' }).click();
  const secret = await dialog.locator('code').textContent();
  expect(secret).toMatch(/^whsec_/);
  await page.keyboard.press('Escape');
  await expect(page.getByText(secret)).toBeVisible();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  await expect(page.getByText('All events')).toBeVisible();

  await page.getByRole('button', { name: `Send a test to ${url}` }).click();
  await page.getByRole('button', { name: `Deliveries to ${url}` }).click();
  await expect(dialog.getByRole('row', { name: /webhook\.test Arrived 200/ })).toBeVisible();
  expect(tests).toBe(1);
  await dialog.getByRole('button', { name: /Send webhook\.test of .* again/ }).click();
  await expect.poll(() => tests).toBe(2);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: `Switch off ${url}` }).click();
  await expect(page.getByText('Off', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: `Remove ${url}` }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Nothing is called yet.')).toBeVisible();
  server.close();
});
