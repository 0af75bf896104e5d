// SPDX-License-Identifier: Apache-2.0
// What is seen before the program runs.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

/** No script of the program comes until the answer is called. */
async function hold(page) {
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await page.route('**/assets/*.js', async (route) => {
    await held;
    await route.continue();
  });
  return go;
}

test('who is signed in sees the frame of the dashboard at once, then the screen', async ({ page }) => {
  const nora = await signUp(page);
  await property(nora);
  const go = await hold(page);
  await page.goto('/properties', { waitUntil: 'commit' });
  await expect(page.locator('.frame').getByText('Stagefy')).toBeVisible();
  go();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.frame')).toHaveCount(0);
});

test('nobody else does, nor whoever opens a page that is not the dashboard’s', async ({ page }) => {
  const go = await hold(page);
  await page.goto('/properties', { waitUntil: 'commit' });
  await expect(page.locator('.frame')).toBeAttached();
  await expect(page.locator('.frame')).toBeHidden();
  go();
  await page.unrouteAll({ behavior: 'wait' });
  await signUp(page);
  const again = await hold(page);
  await page.goto('/docs', { waitUntil: 'commit' });
  await expect(page.locator('.frame')).toBeAttached();
  await expect(page.locator('.frame')).toBeHidden();
  again();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
