// SPDX-License-Identifier: Apache-2.0
// Background work: the button that is there as long as there is something to tell, the panel behind it, and the queue for admins.
import { expect, test } from './browser.js';
import { property, signUp, uploadPhotos } from './person.js';

const opener = (page) => page.getByRole('banner').getByRole('button', { name: /^Background work/ });
const panel = (page) => page.getByRole('dialog', { name: 'Background work' });

test('photos that were made small are told of, until they are put away', async ({ page, isMobile }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await page.goto('/properties');
  await expect(page.getByText('24, rue Ermesinde').first()).toBeVisible();
  await expect(opener(page)).toHaveCount(0);
  await uploadPhotos(page, id, ['exif.jpg', 'plain.png']);
  await expect(opener(page)).toHaveAccessibleName('Background work: all is done');
  if (isMobile) await opener(page).tap();
  else {
    await opener(page).focus();
    await page.keyboard.press('Enter');
  }
  const row = panel(page).getByRole('listitem');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('Preparing photos');
  await expect(row).toContainText('Done · 2 of 2');
  await expect(row.getByRole('link', { name: '24, rue Ermesinde' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toHaveCount(0);
  await expect(opener(page)).toBeFocused();
  await page.goto('/members');
  await opener(page).click();
  await row.getByRole('link').click();
  await expect(page).toHaveURL(`/properties/${id}?tab=photos`);
  await opener(page).click();
  await row.getByRole('button', { name: 'Put away: Preparing photos, 24, rue Ermesinde' }).click();
  await expect(panel(page)).toContainText('Nothing is under way.');
  await page.keyboard.press('Escape');
  await expect(opener(page)).toHaveCount(0);
  await page.reload();
  await expect(page.locator('a[id^=photo-]').first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expect(opener(page)).toHaveCount(0);
});

test('what is under way moves by itself and can be cancelled; what has failed says why and begins anew', async ({ page }) => {
  const now = new Date().toISOString();
  const job = (id, more) => ({ id, kind: 'media.derive', status: 'processing', progress: 0, step: null, error: null, attempts: 1, cancel_asked: false,
    about_table: null, about_id: null, property_id: null, run_at: now, created_at: now, ended_at: null, ...more });
  let moving = job('a', { progress: 30, step: 'making' });
  let failing = job('b', { kind: 'mail.send', status: 'failed', attempts: 5, error: { code: 'bad-gateway', detail: '550 no such user' }, ended_at: now });
  await signUp(page);
  await page.route(/\/api\/jobs\?/, (route) => route.fulfill({ json: { data: [moving, failing], pagination: { limit: 200, has_more: false } } }));
  await page.route('**/api/jobs/a/cancel', (route) => {
    moving = { ...moving, cancel_asked: true };
    return route.fulfill({ status: 204 });
  });
  await page.route('**/api/jobs/b/retry', (route) => {
    failing = job('b', { kind: 'mail.send', status: 'pending', attempts: 0 });
    return route.fulfill({ status: 204 });
  });
  await page.goto('/members');
  await expect(opener(page)).toHaveAccessibleName('Background work: 1 task under way');
  await opener(page).click();
  const [photos, mail] = [panel(page).getByRole('listitem').filter({ hasText: 'Preparing photos' }), panel(page).getByRole('listitem').filter({ hasText: 'Sending a mail' })];
  await expect(photos).toContainText('Making smaller pictures · 30%');
  await expect(photos.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '30');
  moving = { ...moving, progress: 80 };
  await expect(photos.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '80');
  await expect(mail).toContainText('The other server did not take it: 550 no such user');
  await mail.getByRole('button', { name: 'Retry: Sending a mail' }).click();
  await expect(mail).toContainText('Waiting');
  await photos.getByRole('button', { name: 'Cancel: Preparing photos' }).click();
  await expect(photos).toContainText('Stopping');
  moving = { ...moving, status: 'cancelled', ended_at: now };
  await expect(photos).toContainText('Cancelled');
  await expect(photos.getByRole('progressbar')).toHaveCount(0);
});

test('an admin sees the queue, and begins all failures of a kind anew', async ({ page }) => {
  await signUp(page);
  const now = new Date().toISOString();
  const hours = Array.from({ length: 24 }, (_, n) => ({ hour: new Date(Date.now() - (23 - n) * 3_600_000).toISOString(), completed: n, failed: n === 5 ? 2 : 0, cancelled: 0 }));
  const failure = { id: 'f', agency: 'Pages agency', kind: 'webhooks.deliver', status: 'failed', progress: 0, step: null, error: { code: 'timeout', detail: 'x' }, attempts: 10, max_attempts: 10, created_at: now, started_at: now, ended_at: now };
  let kinds = [{ kind: 'webhooks.deliver', waiting: 3, oldest_at: now, later: 1, running: 0, failed: 2 }];
  let asked;
  await page.route('**/api/jobs/summary', (route) => route.fulfill({ json: { kinds, hours, jobs: kinds[0].failed ? [failure] : [] } }));
  await page.route('**/api/jobs/retry', (route) => {
    asked = route.request().postDataJSON();
    kinds = [{ ...kinds[0], waiting: 5, failed: 0 }];
    return route.fulfill({ json: { begun: 2 } });
  });
  await page.goto('/agency');
  await page.getByRole('link', { name: 'See background work' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Background work' })).toBeVisible();
  await expect(page.getByText('276 done, 2 failed; 23 in the busiest hour.')).toBeVisible();
  await expect(page.getByText('It took too long.')).toBeVisible();
  await page.getByRole('button', { name: 'Retry all that failed, 2: Calling a webhook' }).click();
  await expect(page.getByText('2 begin anew')).toBeVisible();
  expect(asked).toEqual({ kind: 'webhooks.deliver', expected: 2 });
  await expect(page.getByText('It took too long.')).toHaveCount(0);
  await expect(page.getByRole('row', { name: /Calling a webhook/ }).getByRole('cell').first()).toHaveText('5');
});

test('the queue of an agency without work says so', async ({ page }) => {
  await signUp(page);
  await page.goto('/agency/jobs');
  await expect(page.getByText(/Nothing waits, and nothing has failed in seven days\.|Sending a mail/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The last 24 hours' })).toBeVisible();
});
