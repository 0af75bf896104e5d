// SPDX-License-Identifier: Apache-2.0
// A spreadsheet becomes contacts: dropped, mapped, tried out, run, told of what is wrong, and undone.
import { expect, test } from './browser.js';
import { signUp } from './person.js';

test.skip(({ isMobile }) => isMobile, 'a phone shows the same, one below the other');

test('a file is imported as it was mapped, its wrong rows are kept, and it is undone', async ({ page }) => {
  const nora = await signUp(page);
  await page.goto('/contacts');
  await page.getByRole('button', { name: 'Files' }).click();
  await page.getByRole('menuitem', { name: 'Import contacts' }).click();
  const file = 'Nom;Prénom;Courriel;Ville\nWeber;Josée;josee@pages.example;Esch\nHara;Tim;tim@;Remich\nKieffer;Anne;anne@pages.example;\n';
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(file, 'latin1') });

  await expect(page.getByRole('combobox', { name: 'What Courriel becomes' })).toHaveValue('E-mail');
  await page.getByRole('combobox', { name: 'What Ville becomes' }).click();
  await page.getByRole('option', { name: 'Notes' }).click();
  await expect(page.getByRole('checkbox', { name: 'E-mail' })).toBeChecked();
  await page.getByRole('button', { name: 'Try it out' }).click();

  await expect(page.getByRole('heading', { name: 'This is what would happen' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('E-mail is not written as it should be')).toBeVisible();
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByRole('heading', { name: 'Done' })).toBeVisible({ timeout: 15_000 });
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'File of the wrong rows' }).click()]);
  expect(download.suggestedFilename()).toBe('failed-rows.csv');
  const { data } = await nora.request('GET', '/api/contacts?sort=name&fields=name,notes');
  expect(data.map(({ name, notes }) => [name, notes])).toEqual([['Anne Kieffer', null], ['Josée Weber', 'Esch']]);

  await page.getByRole('button', { name: 'Undo the import' }).click();
  await page.getByRole('group', { name: 'Undo it?' }).getByRole('button', { name: 'Undo the import' }).click();
  await expect(page.getByText(/records are as they were/)).toBeVisible({ timeout: 15_000 });
  expect((await nora.request('GET', '/api/contacts')).data).toEqual([]);
  await page.getByRole('link', { name: 'Import another file' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'people.csv' })).toContainText('Undone');
});

test('a bundle needs no columns, and is told table by table', async ({ page }) => {
  const nora = await signUp(page);
  await page.goto('/properties/import');
  const lines = ['{"table":"properties","external_ref":"p","contact_ref":"c","address":"Rue du Lac"}', '{"table":"contacts","external_ref":"c","name":"Josée"}', '{"table":"ai_runs","external_ref":"r"}'];
  await page.locator('input[type=file]').setInputFiles({ name: 'move.ndjson', mimeType: '', buffer: Buffer.from(lines.join('\n')) });
  await expect(page.getByRole('heading', { name: 'A bundle of records' })).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: 'Try it out' }).click();
  await expect(page.getByRole('row', { name: 'Contacts 1 1 0' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('table is nothing that can be imported')).toBeVisible();
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByRole('heading', { name: 'Done' })).toBeVisible({ timeout: 15_000 });
  const { data } = await nora.request('GET', '/api/properties?include=contact&fields=address');
  expect([data[0].address, data[0].contact.name]).toEqual(['Rue du Lac', 'Josée']);
});
