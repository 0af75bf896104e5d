// SPDX-License-Identifier: Apache-2.0
// An enquiry, from the page that a client was given to the agent who takes it.
import { expect, test } from './browser.js';
import { property, signUp } from './person.js';

test('a shared page brings a lead, which is claimed today, closed, and taken back', async ({ page, browser }) => {
  const nora = await signUp(page);
  const { id } = await property(nora, { title: { en: 'Townhouse' }, notes: 'Secret' });
  await page.goto(`/properties/${id}`);
  const share = page.getByRole('button', { name: 'Share', exact: true });
  if (!(await share.isVisible())) await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Share', exact: true }).or(page.getByRole('menuitem', { name: 'Share', exact: true })).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('For whom').fill('Emma');
  await dialog.getByRole('button', { name: 'Make link' }).click();
  const url = await dialog.locator('code').textContent();
  await dialog.getByRole('button', { name: 'Done' }).click();

  const outside = await browser.newContext();
  const client = await outside.newPage();
  await client.goto(new URL(url).pathname + new URL(url).hash);
  await expect(client.getByRole('heading', { name: 'Townhouse' })).toBeVisible();
  await client.getByRole('button', { name: 'Ask for a visit' }).click();
  const form = client.getByRole('dialog');
  await form.getByRole('button', { name: 'Send' }).click();
  await expect(form.getByLabel('Your name')).toBeFocused();
  await form.getByLabel('Your name').fill('Emma Nilsson');
  await form.getByLabel('E-mail').fill('emma@pages.example');
  await form.getByRole('button', { name: 'Send' }).click();
  await expect(form.getByText('has your message')).toBeVisible();
  await outside.close();

  // the stream brings it to a page that is open
  await page.goto('/today');
  await page.getByRole('button', { name: 'Claim the lead of Emma Nilsson' }).click();
  await expect(page.getByText('Emma Nilsson is yours')).toBeVisible();
  await page.goto('/leads');
  await expect(page.getByRole('heading', { name: 'Yours 1' })).toBeVisible();
  await page.getByRole('button', { name: 'More for Emma Nilsson' }).click();
  await page.getByRole('menuitem', { name: 'Close' }).click();
  await expect(page.getByRole('heading', { name: 'Nobody is waiting' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('heading', { name: 'Yours 1' })).toBeVisible();

  await page.goto(`/properties/${id}`);
  if (!(await share.isVisible())) await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Share', exact: true }).or(page.getByRole('menuitem', { name: 'Share', exact: true })).click();
  await expect(dialog.getByText('1 visitor, 1 view')).toBeVisible();
  await dialog.getByRole('button', { name: 'Revoke Emma' }).click();
  await expect(dialog.getByText('Nobody outside sees this property.')).toBeVisible();
});

test('rules are made, arranged and switched off with keys alone', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keys');
  const nora = await signUp(page);
  await nora.request('POST', '/api/lead_rules', { name: 'Rentals', way: 'pool', transaction: 'rent' });
  await page.goto('/agency/leads');
  await page.getByRole('button', { name: 'New rule' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Everything else');
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  const names = () => page.locator('main li b').allTextContents();
  await expect.poll(names).toEqual(['Rentals', 'Everything else']);
  await page.getByRole('button', { name: 'Ask Everything else earlier' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(names).toEqual(['Everything else', 'Rentals']);
  const rentals = page.getByRole('checkbox', { name: 'In force: Rentals' });
  await rentals.focus();
  await page.keyboard.press('Space');
  await expect(rentals).not.toBeChecked();
  await expect.poll(async () => (await nora.request('GET', '/api/lead_rules')).data.map(({ name, enabled }) => [name, enabled])).toEqual([['Everything else', true], ['Rentals', false]]);
});
