// SPDX-License-Identifier: Apache-2.0
// A property on its way: what publishing it lacks, what it was offered at, and what happened around it.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

test.skip(({ isMobile }) => isMobile, 'a phone shows the same');

test('a draft says what it lacks, and the way to each', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await property(nora, { status: 'draft', price: null, country: 'LU' });
  await page.goto(`/properties/${id}`);
  const missing = page.getByRole('region', { name: 'Before it can be published' });
  await expect(missing.getByRole('link')).toHaveText(['Set the price', 'Give the energy class', 'Add a photo']);
  await page.getByRole('button', { name: 'Publish' }).click();
  await expect(page.getByText('Not published: something is still missing.')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Status' }).getByRole('button')).toHaveText(['Active']);

  await missing.getByRole('link', { name: 'Set the price' }).click();
  await expect(page.getByLabel('Price')).toBeFocused();
  await page.keyboard.type('1485000');
  await page.keyboard.press('Control+Enter');
  await expect(missing.getByRole('link')).toHaveText(['Give the energy class', 'Add a photo']);
  await missing.getByRole('link', { name: 'Add a photo' }).click();
  await expect(page).toHaveURL(/tab=photos/);
});

test('what happens writes itself, and a note is written with keys alone', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await page.goto(`/properties/${id}`);
  const timeline = page.getByRole('region', { name: 'Timeline' }), words = timeline.getByRole('listitem').locator('p:first-child');
  await expect(timeline.getByText('Nothing here yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Mark as under offer' }).click();
  await expect(words).toHaveText(['Status: Under offer']);
  await nora.request('PATCH', `/api/properties/${id}`, { price: 1450000 });
  await expect(words.first()).toHaveText('Price: €1,485,000 → €1,450,000');
  await expect(page.getByText('-2.4%')).toBeVisible();

  await timeline.getByLabel('What happened').focus();
  await page.keyboard.type('Wants to see it again');
  for (const key of ['Tab', 'Tab', 'Space', 'Tab', 'Tab', 'Space', 'Tab', 'Enter']) await page.keyboard.press(key); // a call, only for me
  await expect(words.first()).toHaveText('Wants to see it again');
  await expect(timeline.getByRole('listitem').first()).toContainText('Call');
  await expect(timeline.getByRole('listitem').first()).toContainText('Private');
  await expect(timeline.getByLabel('What happened')).toHaveValue('');
  await timeline.getByText('Notes', { exact: true }).click();
  await expect(words).toHaveText(['Wants to see it again']);
});
