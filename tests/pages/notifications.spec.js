// SPDX-License-Identifier: Apache-2.0
// Notifications: the bell counts by itself, its panel is worked with the keyboard, and what one does not want to hear of is kept.
import { expect, test } from './browser.js';
import { newAddress, password, signUp } from './person.js';

/** Somebody accepts an invitation of this person's. */
async function accepted(person, request) {
  const email = newAddress();
  const { token: invitation } = await person.request('POST', '/api/invitations', { email, role: 'agent' });
  const answer = await request.post('/api/auth/sign-up', { data: { email, password, full_name: 'Tom Test', invitation } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return email;
}

test('the bell counts what comes, and the keyboard reads it', async ({ page, request }) => {
  const nora = await signUp(page);
  await page.goto('/properties');
  const bell = page.getByRole('button', { name: 'Notifications, ' });
  await expect(bell).toHaveAccessibleName('Notifications, none unread');
  await bell.click();
  const panel = page.getByRole('dialog', { name: 'Notifications' });
  await expect(panel.getByText('Nothing new')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(bell).toBeFocused();

  const first = await accepted(nora, request);
  await expect(bell).toHaveAccessibleName('Notifications, 1 unread');
  const second = await accepted(nora, request);
  await expect(bell).toHaveAccessibleName('Notifications, 2 unread');

  await page.keyboard.press('Enter');
  await expect(panel.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(panel.getByRole('link', { name: /has joined/ })).toHaveText([new RegExp(`^Unread: ${second}`), new RegExp(`^Unread: ${first}`)]);
  await panel.getByRole('link', { name: second }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/members$/);
  await expect(panel).toHaveCount(0);
  await expect(bell).toHaveAccessibleName('Notifications, 1 unread');

  await bell.click();
  await panel.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(bell).toHaveAccessibleName('Notifications, none unread');
  await expect(panel.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0);
  await panel.getByRole('link', { name: 'Show all' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Notifications' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: /has joined/ })).toHaveCount(2);
});

test('what one chooses to hear of stays chosen', async ({ page, request }) => {
  const nora = await signUp(page);
  await page.goto('/profile#notifications');
  const here = page.getByRole('checkbox', { name: 'Somebody has accepted your invitation: Here' });
  const mail = page.getByRole('checkbox', { name: 'A webhook was switched off by itself: By mail' });
  await expect(here).toBeChecked();
  await expect(page.getByText('Mails come once your address is confirmed.')).toBeVisible();
  const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/notification_preferences') && answer.request().method() === 'PUT');
  await here.uncheck();
  expect((await kept).status()).toBe(200);
  await page.getByRole('button', { name: 'Never' }).click();
  await expect(mail).toBeDisabled();
  await expect.poll(async () => (await nora.request('GET', '/api/notification_preferences')).mail_digest).toBe('off');
  await page.reload();
  await expect(here).not.toBeChecked();
  await expect(mail).toBeDisabled();
  await accepted(nora, request);
  expect((await nora.request('GET', '/api/notifications')).data).toEqual([]);
});
