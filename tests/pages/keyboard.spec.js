// SPDX-License-Identifier: Apache-2.0
// The main job with keys alone: nothing here clicks, and what is reached shows that it has the focus.
import { expect, test } from './browser.js';
import { carry, photo, signUp } from './person.js';

test.skip(({ isMobile }) => isMobile, 'a phone has no Tab key');

/** Presses Tab until `target` has the focus; what is passed on the way must show it. */
async function tabTo(page, target, key = 'Tab') {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) {
      const shown = await target.evaluate((element) => {
        const marked = (each) => { const { outlineStyle, boxShadow } = getComputedStyle(each); return outlineStyle !== 'none' || boxShadow !== 'none'; };
        return marked(element) || marked(element.parentElement);
      });
      expect(shown, `the focus can be seen on ${target}`).toBe(true);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${target}`);
}

test('create, upload, order, cover, view and delete without a mouse', async ({ page }) => {
  await signUp(page);
  await page.goto('/properties');
  await expect(page.getByText('Your first listing')).toBeVisible();
  await expect(page.locator('#main')).toBeFocused();
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await tabTo(page, skip, 'Shift+Tab');
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();

  await page.keyboard.press('c');
  await expect(page.getByLabel('Address')).toBeFocused();
  await page.keyboard.type('24, rue Ermesinde');
  await tabTo(page, page.getByLabel('Price', { exact: true }));
  await page.keyboard.type('1485000');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/properties\/[0-9a-f-]{36}$/);

  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, page.getByRole('button', { name: 'choose files' }));
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([photo('exif.jpg'), photo('plain.png')]);
  await expect(page.locator('a[id^=photo-]')).toHaveCount(2, { timeout: 30_000 });

  await tabTo(page, page.getByRole('link', { name: /Arrange/ }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/tab=photos/);
  const names = () => page.locator('main li a[id^=photo-]').evaluateAll((links) => links.map((link) => link.id));
  await expect.poll(names).toHaveLength(2);
  const before = await names();
  await tabTo(page, page.getByRole('button', { name: /^Move photo 1/ }));
  await page.keyboard.press('Space');
  await expect(page.getByText('Now at place 1 of 2.')).toBeAttached();
  await carry(page, 'ArrowRight', page.getByText('Now at place 2 of 2.'));
  await page.keyboard.press('Space');
  await expect.poll(names).toEqual([...before].reverse());

  await tabTo(page, page.getByRole('button', { name: /actions.* 1$|photo 1.*actions/i }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('menuitem', { name: 'Make cover' }), 'ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Cover', { exact: true })).toBeVisible();
  await expect(page.locator('main li').first().getByText('Cover', { exact: true })).toBeVisible();

  const first = page.locator(`#${before[1]}`);
  await tabTo(page, first, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('dialog[open]')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await expect(page.locator(`#${before[0]}`)).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/tab=photos/);
  await tabTo(page, page.getByRole('button', { name: 'More actions' }));
  await page.keyboard.press('Enter');
  // the menu takes the focus when it has opened; until then the page has the keys
  await expect(page.locator('[role=menu]:focus-within')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'More actions' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await tabTo(page, page.getByRole('menuitem', { name: 'Delete property' }), 'ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/properties$/);
  await expect(page.getByText('Your first listing')).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'Undo' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /rue Ermesinde/ }).first()).toBeVisible();
});
