// SPDX-License-Identifier: Apache-2.0
// The whole life of a subscription, paid on PayFast's page (of the stand-in, tests/payfast), and a dialog that says where credits are had.
import { expect, test } from './browser.js';
import { signUp } from './person.js';

test('a plan is chosen, paid, cancelled and taken up again', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the phone shows nothing new');
  await signUp(page);
  await page.goto('/agency/plan');
  await expect(page.getByRole('region', { name: 'Your plan' })).toContainText('Free');
  await page.getByRole('listitem').filter({ hasText: 'Most chosen' }).getByRole('button', { name: 'Choose Pro' }).click();
  await expect(page.getByText('R 999.00', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Not paid' })).toBeVisible();
  await page.getByRole('link', { name: 'To the plan' }).click();
  await page.getByRole('button', { name: 'Choose Pro' }).click();
  await page.getByRole('button', { name: 'Pay' }).click();
  await expect(page).toHaveURL(/\/billing\/return\?payment=/);
  await expect(page.getByRole('heading', { name: 'Paid' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole('button', { name: '2,100 credits to spend' })).toBeVisible();

  await page.getByRole('link', { name: 'To the plan' }).click();
  const now = page.getByRole('region', { name: 'Your plan' });
  await expect(now).toContainText(/Pro Active.*R\s999 a month · 2,000 credits each month.*The next charge is on/);
  await expect(page.getByRole('listitem').filter({ hasText: /^Stagefy Pro/ })).toHaveText([/Paid.*R\s999/, /Not paid.*R\s999/]);

  await now.getByRole('button', { name: 'Cancel plan' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel Pro' }).click();
  await expect(now).toContainText(/Ends on .* Until then everything stays as it is/);
  await now.getByRole('button', { name: 'Resume' }).click();
  await expect(now).toContainText('The next charge is on');
});

test('what is refused for want of credits says what is missing and where it is had', async ({ page, isMobile }) => {
  test.skip(isMobile, 'the phone shows nothing new');
  await signUp(page);
  const refuse = (status, type, more) =>
    page.route('**/api/invitations', (route) => route.request().method() === 'POST'
      ? route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: `/problems/${type}`, title: '', status, ...more }) })
      : route.continue());
  await page.goto('/members');
  const ask = async () => {
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('Email').fill('tom@pages.example');
    await page.getByRole('button', { name: 'Create invitation' }).click();
  };
  await refuse(403, 'plan-limit', { feature: 'members', limit: 25, plan: 'free' });
  await ask();
  const limit = page.getByRole('dialog', { name: 'Your plan includes no more' });
  await expect(limit).toContainText('Members: 25 are included in your plan, and as many are there.');
  await limit.getByRole('button', { name: 'Close' }).last().click();
  await refuse(402, 'insufficient-credits', { balance: 100, held: 95, required: 20 });
  await page.getByRole('button', { name: 'Create invitation' }).click();
  const short = page.getByRole('dialog', { name: 'Not enough credits' });
  await expect(short).toContainText('This costs 20 credits; 5 are available.');
  await short.getByRole('link', { name: 'Buy credits' }).click();
  await expect(page).toHaveURL(/\/agency\/plan#packs$/);
  await expect(page.getByRole('heading', { name: 'Credit packs' })).toBeVisible();
});
