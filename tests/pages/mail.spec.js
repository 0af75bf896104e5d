// SPDX-License-Identifier: Apache-2.0
// Mails: a forgotten password is asked for, an invitation is mailed and can be looked at, links that are over say so.
import { expect, test } from './browser.js';
import { newAddress, signUp } from './person.js';

test('a forgotten password is asked for from the sign-in page', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByLabel('Email')).toBeFocused();
  const email = newAddress();
  await page.getByLabel('Email').fill(email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Look at your mail' })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
});

test('links that are over say so and lead to a new one', async ({ page }) => {
  await page.goto('/reset#nothing');
  await page.getByLabel('New password').fill('staple and a lamp');
  await page.getByRole('button', { name: 'Set the password' }).click();
  await expect(page.getByRole('heading', { name: 'This link is over' })).toBeVisible();
  await page.getByRole('link', { name: 'Ask for a new link' }).click();
  await expect(page).toHaveURL(/\/forgot$/);
  await page.goto('/confirm#nothing');
  await page.getByRole('button', { name: 'Confirm the address' }).click();
  await expect(page.getByRole('heading', { name: 'This link is over' })).toBeVisible();
});

test('an invitation is mailed, and an admin looks at the mail', async ({ page }) => {
  await signUp(page, { locale: 'en-GB' });
  await page.goto('/members');
  await page.getByRole('button', { name: 'Invite' }).click();
  const guest = newAddress();
  await page.getByRole('dialog').getByLabel('Email').fill(guest);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`A mail is on its way to ${guest}`)).toBeVisible();
  const link = await page.getByLabel('Invitation link').inputValue();
  await page.goto('/agency');
  await page.getByRole('link', { name: 'Show mails' }).click();
  await page.getByRole('button', { name: `Open “Pages agency invites you” to ${guest}` }).click();
  const button = page.getByRole('dialog').frameLocator('iframe').getByRole('link', { name: 'Accept the invitation' });
  await expect(button).toHaveAttribute('href', link);
  await expect(button).toHaveCSS('background-color', 'rgb(31, 111, 84)');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await expect(page.getByRole('dialog').locator('pre')).toContainText(link);
});
