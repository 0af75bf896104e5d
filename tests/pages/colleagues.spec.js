// SPDX-License-Identifier: Apache-2.0
// A record that is shared with a colleague, where everybody sees their own alone: by keys, and what the colleague then sees.
import { expect, test } from './browser.js';
import { newAddress, property, signUp } from './person.js';

test('a property is shared with a colleague, who sees it, and then no more', async ({ page, browser, isMobile }) => {
  test.skip(isMobile, 'the dialog is the same');
  const nora = await signUp(page);
  const { agency } = await nora.request('GET', '/api/me');
  await nora.request('PATCH', `/api/agencies/${agency.id}`, { record_visibility: 'owner' });
  const { id } = await property(nora);
  const email = newAddress();
  const { token } = await nora.request('POST', '/api/invitations', { email, role: 'agent' });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const tom = await signUp(await context.newPage(), { email, full_name: 'Tom Test', agency_name: undefined, invitation: token });
  await nora.request('POST', '/api/contacts', { name: 'Nobody’s business' });

  await page.goto(`/properties/${id}`);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Share with colleagues' }).click();
  const dialog = page.getByRole('dialog');
  const who = dialog.getByRole('combobox', { name: 'Colleague' });
  await expect(who).toBeFocused();
  await expect(dialog).toContainText('Nobody yet.');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(who).not.toHaveValue('');
  await dialog.getByRole('button', { name: 'Share' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(1);

  await tom.page.goto(`/properties/${id}`);
  await expect(tom.page.getByText(/^Shared by /)).toBeVisible();
  await dialog.getByRole('button', { name: /^Stop sharing with/ }).click();
  await expect(dialog).toContainText('Nobody yet.');
  await tom.page.reload();
  await expect(tom.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(tom.page.getByText(/^Shared by /)).toHaveCount(0);
  await context.close();
});
