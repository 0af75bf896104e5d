// SPDX-License-Identifier: Apache-2.0
// Visits: booked from the calendar and from a property, refused where somebody is busy, and how they go on.
import { expect, test } from './browser.js';
import { choose, property, signUp } from './person.js';

const DAY = '2036-05-14'; // a Wednesday

test('booked, taken, moved and confirmed with keys', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keys');
  const nora = await signUp(page);
  const { id } = await property(nora);
  await nora.request('POST', '/api/visits', { property_id: id, starts_at: `${DAY}T08:00:00Z` });
  await page.goto(`/calendar?date=${DAY}`);
  const blocks = page.locator('[data-visit]');
  await expect(blocks).toHaveCount(1);
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  const house = dialog.getByRole('combobox', { name: 'Property' });
  await house.fill('Ermesinde');
  await choose(page, house, /rue Ermesinde/);
  await dialog.getByLabel('Day').fill(DAY);
  const first = await blocks.locator('time').textContent();
  await dialog.getByLabel('Time').fill(first);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(/Taken: there is a visit/)).toBeVisible();
  await dialog.getByLabel('Time').fill(`${Number(first.slice(0, 2)) + 2}:00`);
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(blocks).toHaveCount(2);

  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(blocks.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Confirm' }).press('Enter');
  await expect(dialog.getByText('Confirmed', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-visit][data-status=confirmed]')).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await expect(blocks).toHaveCount(0);
  await page.keyboard.press('m');
  await expect(page.getByRole('heading', { level: 1, name: 'May 2036' })).toBeVisible();
  await expect(blocks).toHaveCount(2);
});

test('called off, and looked back on, on the page of its property', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await nora.request('POST', '/api/visits', { property_id: id, starts_at: '2026-01-14T10:00:00Z', status: 'confirmed' });
  await nora.request('POST', '/api/visits', { property_id: id, starts_at: `${DAY}T10:00:00Z` });
  await page.goto(`/properties/${id}`);
  const part = page.locator('aside section').filter({ has: page.getByRole('heading', { name: 'Visits' }) });
  const dialog = page.getByRole('dialog');
  await part.locator('[data-visit]').nth(1).click();
  await dialog.getByRole('button', { name: 'It took place' }).click();
  await dialog.getByRole('button', { name: '4', exact: true }).click();
  await dialog.getByRole('button', { name: 'Strong interest' }).click();
  await dialog.getByLabel('What they said').fill('Likes the light');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(part.getByText('Done', { exact: true })).toBeVisible();
  await part.locator('[data-visit]').first().click();
  await dialog.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Call it off' }).click();
  await dialog.getByLabel('Why it is called off').fill('Ill');
  await dialog.getByRole('button', { name: 'Call it off' }).click();
  await expect(part.getByText('Called off', { exact: true })).toBeVisible();
  await part.locator('[data-visit]').nth(1).click();
  await expect(dialog.getByText('4 of 5 · Strong interest')).toBeVisible();
});

test('a day on a phone is a list under its week', async ({ page, isMobile }) => {
  test.skip(!isMobile, 'others have a grid');
  const nora = await signUp(page);
  const { id } = await property(nora);
  for (const at of ['08', '14']) await nora.request('POST', '/api/visits', { property_id: id, starts_at: `${DAY}T${at}:00:00Z` });
  await page.goto(`/calendar?date=${DAY}`);
  await expect(page.locator('li [data-visit]')).toHaveCount(2);
  await page.getByRole('button', { name: '15 May, no visits' }).click();
  await expect(page.getByText('Nothing on this day')).toBeVisible();
  await page.getByRole('button', { name: 'Month' }).click();
  await page.getByRole('button', { name: '14 May, 2 visits' }).click();
  await expect(page.locator('li [data-visit]')).toHaveCount(2);
});

test('the secret address of a calendar is shown once, and ends', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone shows nothing new');
  await signUp(page);
  await page.goto('/profile');
  await page.getByRole('button', { name: 'Make an address' }).click();
  const address = await page.getByRole('dialog').locator('code').textContent();
  expect((await page.request.get(new URL(address).pathname)).status()).toBe(200);
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'End the address' }).click();
  await expect(page.getByText('There is no address yet.')).toBeVisible();
  expect((await page.request.get(new URL(address).pathname)).status()).toBe(404);
});

test('carried to another time and day by mouse and keys, put back where somebody is busy', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no grid');
  const nora = await signUp(page);
  const { id } = await property(nora);
  const house = await property(nora, { address: '2, rue Basse' });
  const visit = (property_id, hour) => nora.request('POST', '/api/visits', { property_id, starts_at: `${DAY}T${hour}:00:00Z` });
  const first = await visit(id, '08');
  await visit(house.id, '10');
  const kept = async () => { const { starts_at, ends_at } = await nora.request('GET', `/api/visits/${first.id}`); return [starts_at, ends_at].map((at) => at.slice(5, 16)).join(' '); };
  await page.goto(`/calendar?date=${DAY}`);
  const block = page.locator(`[data-visit="${first.id}"]`);
  const told = (text) => expect(page.locator('[aria-live=assertive]').filter({ hasText: text })).toBeAttached();
  // a hand waits for what it sees: a page that is behind would be told to drop where it has not drawn yet
  const drawn = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const placed = async () => {
    for (let before = '', now; ; before = now) {
      const box = await block.boundingBox();
      now = JSON.stringify(box);
      if (now === before) return box;
      await page.waitForTimeout(100);
    }
  };
  const drag = async (x, y, from = { x: 20, y: 6 }) => {
    const box = await placed();
    await page.mouse.move(box.x + from.x, box.y + from.y);
    await page.mouse.down();
    for (const part of [0.25, 0.5, 0.75, 1]) {
      await page.mouse.move(box.x + from.x + part * x, box.y + from.y + part * y);
      await drawn();
    }
    await page.mouse.up();
  };
  const { width, height } = await placed();
  await drag(width, 52);
  await expect(page.getByText(/^The visit is on Thu/)).toBeVisible();
  expect(await kept()).toBe('05-15T09:00 05-15T09:30');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(kept).toBe('05-14T08:00 05-14T08:30');
  await drag(0, 26, { x: 20, y: height - 3 });
  await expect.poll(kept).toBe('05-14T08:00 05-14T09:00');

  // with keys: two hours on stands another one of hers
  await block.focus();
  await page.keyboard.press('Space');
  await told(/Picked up: 24, rue Ermesinde/);
  await page.keyboard.press('Escape');
  await told('Left where it was.');
  await page.keyboard.press('Space');
  for (let quarter = 0; quarter < 8; quarter++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/is busy then: 2, rue Basse/)).toBeVisible();
  expect(await kept()).toBe('05-14T08:00 05-14T09:00');
  await expect(block).toBeFocused();
  for (const key of ['Space', 'ArrowLeft', 'Shift+ArrowUp', 'Enter']) await page.keyboard.press(key);
  await expect.poll(kept).toBe('05-13T08:00 05-13T08:45');
  await expect(block).toBeFocused();
});
