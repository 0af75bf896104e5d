// SPDX-License-Identifier: Apache-2.0
// What a platform admin does: credits with a reason, an event looked at, and the log that says who did it.
import { execFileSync } from 'node:child_process';
import { expect, test } from './browser.js';
import { signUp } from './person.js';

test('credits are given with a reason, which the log keeps', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the phone shows nothing new');
  const name = `Atelier ${Date.now()}`;
  const admin = await signUp(page, { agency_name: name });
  execFileSync('psql', ['-X', '-q', '-v', `id=${admin.user.id}`, process.env.ADMIN_DATABASE_URL], { input: `update public.users set role = 'admin' where id = :'id'` });
  await page.goto('/platform');
  await page.getByRole('searchbox', { name: 'Name of an agency' }).fill(name);
  await expect(page).toHaveURL(/q=Atelier/);
  const row = page.getByRole('main').getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText(/free.*100 credits/);
  await row.getByRole('button', { name: 'Adjust credits' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Credits', { exact: true }).fill('50');
  await dialog.getByRole('button', { name: 'Adjust to 150' }).click();
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await dialog.getByLabel('Reason').fill('Agreed by phone');
  await dialog.getByRole('button', { name: 'Adjust to 150' }).click();
  await expect(row).toContainText('150 credits');

  await page.getByRole('link', { name: 'Audit log' }).click();
  const entry = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Agreed by phone' }).filter({ hasText: name }).first();
  await expect(entry).toContainText('Nora Test');
  await page.getByRole('link', { name: 'Plans' }).click();
  await expect(page.getByRole('link', { name: 'Plans' })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('button', { name: 'Edit Pro' }).click();
  await expect(dialog.getByLabel('Price a month')).toHaveValue('999');
});
