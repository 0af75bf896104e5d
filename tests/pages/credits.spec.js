// SPDX-License-Identifier: Apache-2.0
// Credits: the top bar counts them by itself, and every one that went can be found again, with what it was for.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

test('what is spent shows at once, and the ledger says on what', async ({ page }) => {
  const nora = await signUp(page);
  const house = await property(nora);
  const spend = (operation_type, reference, details = {}) =>
    nora.request('POST', '/api/credits/usage', { operation_type, reference, details });
  await page.goto('/properties');
  const chip = page.getByRole('button', { name: '100 credits to spend' });
  await chip.focus();
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: 'Credits' });
  await expect(card.getByRole('definition')).toHaveText(['100', '0', '100']);

  await spend('AI_VIDEO_GENERATION', 'tour', { property_id: house.id });
  await expect(card.getByRole('definition')).toHaveText(['80', '0', '80']);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: '80 credits to spend' })).toBeFocused();
  await page.keyboard.press('Enter');
  await card.getByRole('link', { name: 'Balance, usage and ledger' }).click();

  const ledger = page.getByRole('region', { name: 'Ledger' }).getByRole('table').getByRole('row');
  await expect(ledger).toHaveCount(3);
  await spend('AI_TEXT_CHAT', 'words');
  await expect(ledger).toHaveText([/Balance after$/, /^Texts.*words.*-1.*79$/, /^Videos.*tour24, rue Ermesinde.*-20.*80$/, /^Granted.*\+100.*100$/]);
  await expect(page.getByRole('table', { name: 'By kind of work' }).getByRole('row')).toHaveText([/^By kind/, /^Videos20once$/, /^Texts1once$/]);

  await page.getByRole('button', { name: 'Kind of work' }).click();
  // by a key: below a page that still moves, a click goes beside
  await page.getByRole('menuitemradio', { name: 'Videos' }).press('Enter');
  await expect(ledger).toHaveCount(2);
  await page.getByRole('link', { name: 'Videos' }).click();
  const entry = page.getByRole('dialog', { name: 'Videos' });
  await expect(entry.getByRole('link', { name: '24, rue Ermesinde' })).toBeVisible();
  await expect(page).toHaveURL(/on=AI_VIDEO_GENERATION&open=/);
  await page.keyboard.press('Escape');
  await expect(entry).toHaveCount(0);

  await page.getByRole('textbox', { name: 'Credits left' }).fill('79');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: '79 credits left' })).toBeVisible();
});
