// SPDX-License-Identifier: Apache-2.0
// The main job, as an agent does it: make an account, list a property, upload its photos, find them again.
import { expect, test } from './browser.js';
import { newAddress, password, photo } from './person.js';

async function signUp(page, email) {
  await page.goto('/sign-up');
  await page.getByLabel('Full name').fill('Nora Test');
  await page.getByLabel('Agency name').fill('Pages agency');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByText('Your first listing')).toBeVisible();
}

async function signIn(page, email, word = password) {
  await page.goto('/');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(word);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('from an account to a listing with photos, found again by somebody who signs in anew', async ({ page, browser }) => {
  const email = newAddress();
  await signUp(page, email);

  await page.goto('/properties/new');
  await page.getByLabel('Address').fill('24, rue Ermesinde');
  await page.getByLabel('Price').fill('1485000');
  await page.getByRole('button', { name: 'Create property' }).click();
  await expect(page).toHaveURL(/\/properties\/[0-9a-f-]{36}/);

  await page.locator('input[type=file]').first().setInputFiles([photo('exif.jpg'), photo('plain.png')]);
  await expect(page.getByRole('img').first()).toBeVisible();
  await expect(page.getByText('Cover', { exact: true }).first()).toBeVisible({ timeout: 30_000 });

  const fresh = await browser.newContext();
  const again = await fresh.newPage();
  await signIn(again, email);
  await expect(again).toHaveURL(/\/today$/);
  await again.getByRole('navigation').getByRole('link', { name: 'Properties' }).filter({ visible: true }).click();
  const search = again.getByPlaceholder('Name or street');
  await search.fill('ermes');
  await expect(again).toHaveURL(/q=ermes/);
  const card = again.getByRole('link', { name: /rue Ermesinde/ }).first();
  await expect(card).toBeVisible();
  const cover = again.locator('img[src*="/storage/"]').first();
  await expect(cover).toBeVisible();
  await expect.poll(() => cover.evaluate((img) => img.naturalWidth)).toBeGreaterThan(0);
  await search.fill('nowhere');
  await expect(again.getByText('No property fits')).toBeVisible();
  await fresh.close();
});

test('a wrong password says so and keeps what was typed', async ({ page }) => {
  const email = newAddress();
  await signIn(page, email, 'not the password');
  await expect(page.getByText('Email and password do not belong together')).toBeVisible();
  await expect(page.getByLabel('Email')).toHaveValue(email);
});

test('the server\'s rule stands at its field', async ({ page }) => {
  await signUp(page, newAddress());
  await page.goto('/properties/new');
  await page.getByRole('button', { name: 'Create property' }).click();
  await expect(page.getByLabel('Address')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Address')).toBeFocused();
});

test('the pages speak French to who prefers it', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'fr-LU' });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', /^fr/);
  await expect(page.getByLabel('Mot de passe', { exact: true })).toBeVisible();
  await context.close();
});
