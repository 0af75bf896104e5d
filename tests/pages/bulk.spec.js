// SPDX-License-Identifier: Apache-2.0
// Many at once and back again; and what happened to one record.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

test('rows are picked by keyboard, changed at once, undone from the toast and from the list of what was done', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keys');
  const nora = await signUp(page);
  const operations = ['Anna', 'Bea', 'Carla'].map((name) => ({ op: 'create', body: { name } }));
  await nora.request('POST', '/api/contacts/batch', { operations });
  await page.goto('/contacts');
  const tagged = async () => (await nora.request('GET', '/api/contacts?tags[contains]=spring&count=exact&limit=1')).pagination.total;
  await expect(page.locator('tbody b')).toHaveText(['Carla', 'Bea', 'Anna']);
  const bar = page.getByRole('region', { name: 'What is picked' });
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: /Carla/ })).toBeFocused();
  await page.keyboard.press('x');
  await expect(bar.getByText('1 picked')).toBeVisible();
  await bar.getByRole('button', { name: 'All 3 that fit' }).click();
  await bar.getByRole('button', { name: 'Tags' }).click();
  await page.getByRole('textbox', { name: 'Tags, separated by commas' }).fill('spring, vip');
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 changed', { exact: true })).toBeVisible();
  await expect(bar).toBeHidden();
  expect(await tagged()).toBe(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('3 are as they were')).toBeVisible();
  expect(await tagged()).toBe(0);

  await page.getByRole('checkbox', { name: 'Pick Bea' }).check();
  await bar.getByRole('button', { name: 'Delete' }).click();
  await expect(page.locator('tbody b')).toHaveText(['Carla', 'Anna']);
  await page.goto('/bulk');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveText([/^Deleted/, /^Tags: \+ spring, vip\s*Undone/]);
  await page.getByRole('button', { name: 'Undo: Deleted' }).click();
  await expect(page.getByRole('main').getByRole('listitem').first()).toHaveText(/^Deleted\s*Undone/);
  await page.goto('/contacts');
  await expect(page.locator('tbody b')).toHaveText(['Carla', 'Bea', 'Anna']);
});

test('a record tells what it was, and goes back to it or says why not', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the panel is the same on a phone');
  const nora = await signUp(page), { id } = await property(nora, { title: { en: 'Townhouse' }, reference: 'A-1', price: 100000 }), path = `/api/properties/${id}`;
  await nora.request('PATCH', path, { price: 120000, title: { en: 'Townhouse', fr: 'Maison' }, status: 'pending' });
  await nora.request('PATCH', path, { price: 90000 });
  await page.goto(`/properties/${id}`);
  await page.getByRole('button', { name: 'History' }).click();
  const entries = page.getByRole('dialog', { name: 'History' }).getByRole('listitem');
  await expect(entries).toHaveCount(3);
  await expect(entries.nth(1)).toContainText(/Price€100,000becomes€120,000/);
  await expect(entries.nth(1)).toContainText(/Status(For sale|Active)becomesUnder offer/);
  await entries.nth(1).getByRole('button', { name: /Go back to this/ }).click();
  await page.keyboard.press('Enter');
  await expect(entries).toHaveCount(4);
  expect((await nora.request('GET', path)).price).toBe(120000);
  await nora.request('PATCH', path, { reference: 'A-2' });
  await property(nora, { reference: 'A-1' });
  await entries.last().getByRole('button', { name: /Go back to this/ }).click();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing was changed. These cannot go back: Reference.')).toBeVisible();
});

test('on a phone a finger that rests begins to pick, a tap goes on, and going back ends it', async ({ page, isMobile }) => {
  test.skip(!isMobile, 'a desk has boxes');
  const nora = await signUp(page);
  await nora.request('POST', '/api/tasks/batch', { operations: ['Call', 'Write', 'Water'].map((title) => ({ op: 'create', body: { title } })) });
  await page.goto('/tasks');
  const bar = page.getByRole('region', { name: 'What is picked' });
  const row = (title) => page.locator('li[data-row]').filter({ hasText: title });
  const finger = (type) => row('Call').dispatchEvent(type, { pointerType: 'touch', clientX: 200, clientY: 300 });
  await finger('pointerdown');
  await expect(bar.getByText('1 picked')).toBeVisible();
  await finger('pointerup');
  await row('Water').tap();
  await expect(bar.getByText('2 picked')).toBeVisible();
  await expect(page).toHaveURL(/pick=1/);
  await page.goBack();
  await expect(bar).toBeHidden();
  await page.getByRole('button', { name: 'Select' }).tap();
  await row('Write').tap();
  await row('Call').tap();
  await bar.getByRole('button', { name: 'Status' }).tap();
  await page.getByRole('menuitem', { name: 'Done' }).tap();
  await expect(page.getByText('2 changed', { exact: true })).toBeVisible();
  await expect(bar).toBeHidden();
  await expect(page).not.toHaveURL(/pick=1/);
  await expect(page.getByRole('heading', { name: 'Done today 2' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).tap();
  await expect(page.getByRole('heading', { name: 'Done today 2' })).toBeHidden();
});
