// SPDX-License-Identifier: Apache-2.0
// Tasks: written down, ticked off, taken back, changed, repeated; with keys alone, and with a finger.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

test('written down, ticked off, taken back and changed with keys alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keys');
  const nora = await signUp(page);
  await nora.request('POST', '/api/tasks', { title: 'Late already', due_at: inDays(-2), all_day: true });
  await nora.request('POST', '/api/tasks', { title: 'Much later', due_at: inDays(20), repeats: 'monthly' });
  await page.goto('/tasks');
  const titles = () => page.locator('main [data-task]').allTextContents();
  await expect.poll(titles).toEqual(['Late already', 'Much later']);
  await expect(page.getByText('2 days late')).toBeVisible();

  await page.keyboard.press('c');
  await expect(page.getByLabel('New task')).toBeFocused();
  await page.keyboard.type('Call Josée');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('New task')).toHaveValue('');
  await expect(page.getByRole('heading', { name: 'Today 1' })).toBeVisible();
  await expect.poll(titles).toEqual(['Late already', 'Call Josée', 'Much later']);

  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page.getByRole('button', { name: 'Call Josée' })).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByRole('heading', { name: 'Done today 1' })).toBeVisible();
  // what is done and what is to be done are two lists, and for a moment it stands in both
  const done = page.getByRole('checkbox', { name: 'Done: Call Josée' });
  await expect(done).toHaveCount(1);
  await expect(done).toBeChecked();
  await expect.poll(titles).toEqual(['Late already', 'Much later', 'Call Josée']);
  await page.getByRole('button', { name: 'Undo' }).focus();
  await page.keyboard.press('Enter');
  await expect(done).toHaveCount(1);
  await expect(done).not.toBeChecked();
  await expect(page.getByRole('heading', { name: 'Today 1', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Much later' }).focus();
  await page.keyboard.press('e');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('What')).toBeFocused();
  await expect(page).toHaveURL(/open=/);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Water the plants');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect.poll(titles).toEqual(['Late already', 'Call Josée', 'Water the plants']);
  await page.getByRole('button', { name: 'Water the plants' }).focus();
  await page.keyboard.press('x');
  // its next one stands where it stood
  await expect(page.getByRole('checkbox', { name: 'Done: Water the plants' })).toHaveCount(2);
});

test('what a property needs is written on its page, and seen among all', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await page.goto(`/properties/${id}`);
  const part = page.locator('aside section').filter({ has: page.getByRole('heading', { name: 'Tasks' }) });
  await part.getByRole('button', { name: 'Add' }).click();
  await part.getByLabel('New task').fill('Order the energy certificate');
  await part.getByLabel('New task').press('Enter');
  await expect(part.getByRole('button', { name: 'Order the energy certificate' })).toBeVisible();
  await page.goto('/tasks');
  await expect(page.getByRole('link', { name: '24, rue Ermesinde' })).toBeVisible();
  await page.getByRole('checkbox').first().click();
  await expect(page.getByText('“Order the energy certificate” is done')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('checkbox').first()).not.toBeChecked();
});
