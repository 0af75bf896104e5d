// SPDX-License-Identifier: Apache-2.0
// Saved views: a list with its columns is saved, changed, given to the team, begun with, and deleted with a way back.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

test('a list is saved as a view, which the list begins with', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has the tabs, but no columns');
  const nora = await signUp(page);
  await property(nora, { address: '1, rue du Nord', price: 400_000, city: 'Remich' });
  await property(nora, { address: '2, rue du Sud', price: 900_000, city: 'Metz', status: 'pending' });
  const tabs = page.getByRole('navigation', { name: 'Views' });
  const tab = (name) => tabs.getByRole('link', { name });
  const heads = () => page.locator('thead th').allTextContents();
  const views = async () => (await nora.request('GET', '/api/saved_views')).data;
  const choose = async (item) => {
    await tabs.getByRole('button', { name: /^What can be done/ }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

  await page.goto('/properties?view=table&status=active');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'City' }).check();
  await page.getByRole('checkbox', { name: 'Days' }).uncheck();
  await page.getByRole('button', { name: 'City: further to the front' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(heads).toEqual(['Property', 'Status', 'Price', 'Area', 'Beds', 'City', 'Agent']);
  await tabs.getByRole('button', { name: 'Save as view' }).click();
  await page.getByLabel('Name of the view').fill('On the market');
  await page.keyboard.press('Enter');
  await expect(tab(/^On the market/)).toHaveAttribute('aria-current', 'page');
  expect(await views()).toMatchObject([{ name: 'On the market', private: true, filter: { status: 'active' }, columns: ['title', 'status', 'price', 'living_area', 'bedrooms', 'city', 'owner_id'] }]);

  // changed: marked until it is kept
  await page.locator('thead').getByRole('button', { name: 'Price' }).click();
  await expect(tab(/Changed, not saved/)).toBeVisible();
  await tabs.getByRole('button', { name: 'Save changes' }).click();
  await expect(tab(/Changed, not saved/)).toHaveCount(0);
  await expect.poll(async () => (await views())[0].sort).toBe('-price');

  await choose('Share with the team');
  await expect(tab(/Shared with the team/)).toBeVisible();
  await choose('Begin the list with it');
  await expect(tab(/^All/)).toHaveAttribute('href', /saved=none/);
  await page.goto('/properties');
  await expect(page).toHaveURL(/status=active.*sort=-price/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Properties 1');
  await tab(/^All/).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Properties 2');

  await tab(/^On the market/).click();
  await choose('Delete');
  await expect(tab(/^On the market/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tab(/^On the market/)).toBeVisible();
});
