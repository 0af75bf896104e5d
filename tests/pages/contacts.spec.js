// SPDX-License-Identifier: Apache-2.0
// Contacts: found and changed in the list, made and changed on their page, two people who change the same one, the
// same one made twice, and what suits whom.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

test('found by words, kind and tag; the status is changed in the row', async ({ page, isMobile }) => {
  const nora = await signUp(page);
  await nora.request('POST', '/api/contacts', { name: 'Josée Weber', type: 'seller', tags: ['vip'], phone: '+352 621 123 456' });
  await nora.request('POST', '/api/contacts', { name: 'Paul Majerus', type: 'buyer', email: 'paul@pages.example' });
  await page.goto('/contacts');
  const names = () => page.locator('tbody b').allTextContents();
  await expect.poll(names).toEqual(['Paul Majerus', 'Josée Weber']);
  await page.getByRole('searchbox').fill('josee');
  await expect.poll(names).toEqual(['Josée Weber']);
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: 'Kind' }).click();
  await page.getByRole('menuitemradio', { name: 'Buyer' }).click();
  await expect.poll(names).toEqual(['Paul Majerus']);
  await expect(page).toHaveURL(/type=buyer/);
  await page.goto('/contacts?tag=vip');
  await expect.poll(names).toEqual(['Josée Weber']);
  if (!isMobile) await expect(page.getByRole('link', { name: 'Call Josée Weber' })).toHaveAttribute('href', 'tel:+352621123456');

  await page.getByLabel('Status of Josée Weber').selectOption('Active');
  await expect(page.getByText('Josée Weber: Active')).toBeVisible();
  const status = async () => (await nora.request('GET', '/api/contacts?q=josee')).data[0].status;
  expect(await status()).toBe('active');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(status).toBe('lead');
  await expect(page.getByLabel('Status of Josée Weber')).toHaveValue('lead');
});

test('made, reached in several ways, and what they agreed to', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the same on a phone');
  await signUp(page);
  await page.goto('/contacts/new');
  await page.getByRole('button', { name: 'Create contact' }).click();
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Name' }).fill('Josée Weber');
  await page.getByRole('textbox', { name: 'Phone' }).fill('+352 621 123 456');
  await page.getByRole('button', { name: 'Create contact' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Josée Weber');
  await expect(page.getByRole('link', { name: 'WhatsApp to Josée Weber' })).toHaveAttribute('href', 'https://wa.me/352621123456');

  await page.getByRole('button', { name: 'Add number' }).click();
  await page.getByRole('textbox', { name: 'Phone' }).fill('621');
  await page.getByRole('button', { name: 'Add number' }).click();
  await expect(page.getByRole('textbox', { name: 'Phone' })).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('textbox', { name: 'Phone' }).fill('+352 26 22');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'Phone' })).toHaveCount(0);
  await page.getByRole('button', { name: 'More for +352 26 22' }).click();
  await page.getByRole('menuitem', { name: 'Make it the main one' }).click();
  await expect(page.getByRole('link', { name: 'Call Josée Weber' })).toHaveAttribute('href', 'tel:+3522622');

  await page.getByRole('button', { name: 'Add consent' }).click();
  await page.getByRole('textbox', { name: 'In which words' }).fill('Yes, tell me');
  await page.getByRole('button', { name: 'Add consent' }).click();
  // the form may still be open, with the same words
  await expect(page.locator('q', { hasText: 'Yes, tell me' })).toBeVisible();
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('Taken back', { exact: true })).toBeVisible();
});

test('changed by two people at once, and made twice', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the same on a phone');
  const nora = await signUp(page);
  const { id } = await nora.request('POST', '/api/contacts', { name: 'Josée Weber', notes: 'Old' });
  await page.goto(`/contacts/${id}/edit`);
  await page.getByRole('textbox', { name: 'Notes' }).fill('Mine');
  await nora.request('PATCH', `/api/contacts/${id}`, { name: 'Josée Weber-Thill', notes: 'Theirs' });
  await page.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio')).toHaveCount(2);
  await dialog.getByRole('radio', { name: 'Theirs' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Josée Weber-Thill');
  await expect(page.getByText('Theirs', { exact: true })).toBeVisible();

  await nora.request('POST', '/api/contacts', { name: 'WEBER-THILL Josee', notes: 'Twice' });
  await page.goto('/contacts/duplicates');
  await page.getByRole('radio', { name: 'Twice' }).check();
  await page.getByRole('button', { name: 'Put together' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is there twice' })).toBeVisible();
  const rows = async () => (await nora.request('GET', '/api/contacts?sort=created_at&fields=name,notes')).data.map(({ name, notes }) => `${name}: ${notes}`);
  expect(await rows()).toEqual(['Josée Weber-Thill: Twice']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(rows).toEqual(['Josée Weber-Thill: Theirs', 'WEBER-THILL Josee: Twice']);
  await expect(page.getByRole('button', { name: 'Put together' })).toBeVisible();

  await page.getByRole('button', { name: 'Not the same person' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is there twice' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(page.getByRole('button', { name: 'Not the same person' })).toBeVisible();
});

test('what somebody looks for finds the house, and the house finds them', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the same on a phone');
  const nora = await signUp(page);
  const { id } = await nora.request('POST', '/api/contacts', { name: 'Paul Majerus' });
  const house = await property(nora, { title: { en: 'Townhouse' }, city: 'Remich', price: 800000, bedrooms: 3, status: 'active' });
  await page.goto(`/contacts/${id}`);
  await page.getByRole('button', { name: 'Add request' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Where' }).fill('remich');
  await dialog.getByRole('textbox', { name: 'Budget up to' }).fill('850000');
  await dialog.getByRole('textbox', { name: 'Bedrooms, at least' }).fill('4');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const suits = page.getByRole('list', { name: 'Properties that suit' });
  await expect(suits.getByRole('link')).toHaveText(['Townhouse']);
  await suits.getByRole('button', { name: 'Suits by 50 %' }).click();
  await expect(page.getByRole('definition').filter({ hasText: 'nearly' })).toBeVisible();
  await page.goto(`/properties/${house.id}`);
  await expect(page.getByRole('heading', { name: 'Who is looking for this' })).toBeVisible();
  await page.getByRole('link', { name: 'Paul Majerus' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paul Majerus');
});
