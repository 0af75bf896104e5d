// SPDX-License-Identifier: Apache-2.0
// The palette under Ctrl K finds records of any kind, misspelt too.
import { expect, test } from './browser.js';
import { signUp } from './person.js';

test.skip(({ isMobile }) => isMobile, 'the same on a phone');

test('a deal is found by a misspelt word and opened with Enter', async ({ page }) => {
  const nora = await signUp(page);
  await nora.request('POST', '/api/deals', { title: 'Sale to Zélie Kirchen' });
  await page.goto('/properties');
  await expect(page.locator('#main')).toBeFocused();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('kirhcen');
  await expect(page.getByRole('option', { name: 'Sale to Zélie Kirchen' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Sale to Zélie Kirchen' })).toBeVisible();
});
