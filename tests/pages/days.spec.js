// SPDX-License-Identifier: Apache-2.0
// Two days of an agency, from one screen to the next: on the phone from a lead to what is to be done after the visit, and at the
// desk from a spreadsheet to a colleague who leaves.
import { expect, test } from './browser.js';
import { choose, newAddress, password, property, signUp } from './person.js';

test('on the phone: a lead, a call, a visit, what they said, a task', async ({ page, isMobile }) => {
  test.skip(!isMobile, 'this day is spent outside');
  const nora = await signUp(page);
  const { id } = await property(nora, { title: { en: 'Townhouse' } });
  await nora.request('POST', '/api/leads', { name: 'Emma Nilsson', email: 'emma@pages.example', phone: '+352621123456', message: 'Saturday?', property_id: id });

  await page.goto('/today');
  await page.getByRole('button', { name: 'Claim the lead of Emma Nilsson' }).click();
  await expect(page.getByText('Emma Nilsson is yours')).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'Leads' }).click();
  await expect(page.getByRole('link', { name: 'Call' })).toHaveAttribute('href', 'tel:+352621123456');

  await page.getByRole('navigation').getByRole('link', { name: 'Properties' }).click();
  // in its middle a picture is asked for
  await page.getByRole('link', { name: 'Townhouse' }).first().click({ position: { x: 12, y: 12 } });
  const visits = page.locator('aside section').filter({ has: page.getByRole('heading', { name: 'Visits' }) });
  await visits.getByRole('button', { name: 'Book a visit' }).click();
  const dialog = page.getByRole('dialog');
  const visitor = dialog.getByRole('combobox', { name: 'Visitor' });
  await visitor.fill('Emma');
  await choose(page, visitor, /Emma Nilsson/);
  await dialog.getByLabel('Day').fill('2026-01-14');
  await dialog.getByLabel('Time').fill('10:00');
  await dialog.getByRole('button', { name: 'Book' }).click();
  await visits.locator('[data-visit]').click();
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByRole('button', { name: 'It took place' }).click();
  await dialog.getByRole('button', { name: 'Strong interest' }).click();
  await dialog.getByLabel('What they said').fill('Wants to come again with her sister');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(visits.getByText('Done', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).last().click(); // what was just said of it

  const tasks = page.locator('aside section').filter({ has: page.getByRole('heading', { name: 'Tasks' }) });
  await tasks.getByRole('button', { name: 'Add' }).click();
  await tasks.getByLabel('New task').fill('Call Emma about a second visit');
  await tasks.getByLabel('New task').press('Enter');
  await page.getByRole('navigation').getByRole('link', { name: 'Today' }).click();
  await expect(page.getByRole('button', { name: 'Call Emma about a second visit' })).toBeVisible();
});

test('at the desk: a spreadsheet, one person twice, a deal, a colleague who leaves', async ({ page, isMobile, request }) => {
  test.skip(isMobile, 'this day is spent at a desk');
  const nora = await signUp(page);
  const { token } = await nora.request('POST', '/api/invitations', { email: newAddress(), role: 'agent' });
  const tom = await (await request.post('/api/auth/sign-up', { data: { email: newAddress(), password, full_name: 'Tom Test', invitation: token } })).json();
  await nora.request('POST', '/api/contacts', { name: 'Josée Weber', phone: '+352621123456', owner_id: tom.user.id });

  await page.goto('/contacts/import');
  const file = 'Name;Phone;Notes\nWEBER Josee;+352621123456;Looks for a garden\nAnne Kieffer;;\n';
  await page.locator('input[type=file]').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('checkbox', { name: 'Phone' }).uncheck();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByRole('heading', { name: 'Done' })).toBeVisible();

  await page.goto('/contacts/duplicates');
  await page.getByRole('button', { name: 'Put together' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is there twice' })).toBeVisible();

  await page.getByRole('navigation').getByRole('link', { name: 'Deals' }).click();
  await page.getByRole('button', { name: 'New deal' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Garden for Josée');
  await dialog.getByRole('button', { name: 'Create deal' }).click();
  const card = page.getByRole('link', { name: 'Garden for Josée' });
  await card.focus();
  for (const key of ['Space', 'ArrowRight', 'Space']) await page.keyboard.press(key);
  await expect(page.getByRole('region', { name: 'Visits' }).getByRole('link')).toHaveText(['Garden for Josée']);

  await page.getByRole('navigation').getByRole('link', { name: 'Team' }).click();
  const tomsCard = page.locator('main li').nth(1);
  await tomsCard.getByRole('button', { name: 'Remove' }).click();
  await dialog.getByRole('combobox').click();
  await page.getByRole('option').first().click();
  await dialog.getByRole('button', { name: /Remove/ }).click();
  await expect(tomsCard).toHaveCount(0);
  const { data } = await nora.request('GET', '/api/contacts?sort=name&fields=name,owner_id');
  expect(data.map(({ name, owner_id }) => [name, owner_id])).toEqual([['Anne Kieffer', nora.user.id], ['Josée Weber', nora.user.id]]);
});
