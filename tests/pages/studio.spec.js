// SPDX-License-Identifier: Apache-2.0
// The studio: from a photo to a better one in the listing, with its history and the way back; what has to be told is told.
import { expect, test } from './browser.js';
import { carry, photo, property, signUp } from './person.js';

/** A house with this many photos that are ready, and the studio with them. */
async function studio(page, count = 1) {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await page.goto(`/studio?property=${id}`);
  await expect(page.getByRole('heading', { name: 'No photo yet' })).toBeVisible();
  const names = ['exif.jpg', 'progressive.jpg', 'plain.png'].slice(0, count);
  await page.locator('input[type=file]').first().setInputFiles(names.map(photo));
  await expect(page.getByRole('option')).toHaveCount(count, { timeout: 30_000 });
  return { nora, id };
}

const run = (page) => page.getByRole('button', { name: /^Edit (\d+ )?photos?/ });
const tool = (page, name) => page.getByRole('region', { name: 'Edits' }).getByRole('button', { name });

test('a photo is uploaded, enhanced, compared and accepted; the listing shows it, with its history and the way back', async ({ page }) => {
  const { nora, id } = await studio(page);
  await expect(run(page)).toHaveAccessibleDescription('Choose one photo or several.');
  await page.getByRole('option').click();
  await expect(run(page)).toHaveAccessibleDescription('Choose what is to be done.');
  await tool(page, /^Enhance/).click();
  await expect(run(page)).toHaveText(/^Edit 1 photo\s*Free$/);
  await run(page).click();

  const results = page.getByRole('region', { name: /^To look at/ });
  await results.getByRole('button', { name: /^Enhance/ }).click({ timeout: 45_000 });
  const slider = page.getByRole('slider', { name: 'Compare before and after' });
  await expect(slider).toHaveAttribute('aria-valuetext', '50% before, 50% after');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuenow', '52');
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuenow', '100');
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', '0% before, 100% after');
  const frame = await slider.locator('..').boundingBox();
  await page.mouse.click(frame.x + frame.width * 0.25, frame.y + frame.height * 0.8);
  await expect(slider).toHaveAttribute('aria-valuenow', '25');
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByText('It now stands in the listing')).toBeVisible();

  const gallery = () => nora.request('GET', `/api/media_items?property_id=${id}&replaced_by[null]=true`).then(({ data }) => data);
  const [shown] = await gallery();
  expect(shown.original_id).toBeTruthy();
  await page.goto(`/properties/${id}`);
  await page.locator(`#photo-${shown.id}`).click();
  await page.getByRole('button', { name: 'History of the photo' }).click();
  const history = page.getByRole('dialog', { name: 'History of the photo' });
  const versions = history.getByRole('listitem');
  await expect(versions).toHaveCount(2);
  await expect(versions.nth(1)).toContainText(/Enhance.*In the listing/);
  await history.getByRole('button', { name: 'Compare Enhance with the original' }).click();
  await expect(history.getByRole('slider')).toBeVisible();
  await history.getByRole('button', { name: 'Back to the original' }).click();
  await expect(versions.first()).toContainText('In the listing');
  await expect.poll(async () => (await gallery()).map((item) => item.id)).toEqual([shown.original_id]);
});

test('several photos are chosen by keys, and go through a recipe in the order that is set by keys', async ({ page }) => {
  await studio(page, 3);
  const options = page.getByRole('option');
  await options.first().focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByText('2 of 3 chosen')).toBeVisible();
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+a');
  await expect(page.getByText('3 of 3 chosen')).toBeVisible();
  await tool(page, /^Enhance/).click();
  await tool(page, /^White balance/).click();
  await page.getByRole('button', { name: 'Move White balance, step 2' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('White balance, step 2 of 2, picked up.')).toBeAttached();
  await carry(page, 'ArrowUp', page.getByText('White balance is now step 1 of 2.'));
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: /^Move .*, step 1/ })).toHaveAccessibleName('Move White balance, step 1');
  await expect(run(page)).toHaveText(/^Edit 3 photos/);
  await run(page).click();
  const results = page.getByRole('region', { name: /^To look at/ });
  await expect(results.getByRole('listitem')).toHaveCount(3, { timeout: 60_000 });
  await results.getByRole('button', { name: 'Accept all 3' }).click();
  await expect(page.getByText('3 photos accepted')).toBeVisible();
  await expect(results).toHaveCount(0);
});

test('what is to be blurred is marked on the photo, by pointer and by keys', async ({ page }) => {
  await studio(page);
  await page.getByRole('option').click();
  await tool(page, /^Blur private things/).click();
  await expect(run(page)).toHaveAccessibleDescription('Blur private things still needs: What is blurred.');
  await page.getByRole('button', { name: 'Draw on the photo' }).click();
  await page.getByRole('button', { name: 'Add a box' }).click();
  const box = page.getByRole('button', { name: /^Box 1:/ });
  await expect(box).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(box).toHaveAccessibleName('Box 1: 39% from the left, 40% from the top, 20% wide, 20% high');
  await page.keyboard.press('Alt+Shift+ArrowDown');
  await expect(box).toHaveAccessibleName('Box 1: 39% from the left, 40% from the top, 20% wide, 25% high');
  await expect(run(page)).toHaveText(/^Edit 1 photo/);
  await page.keyboard.press('Delete');
  await expect(box).toHaveCount(0);
});

/** The stand-in of the services (tests/ai) treats what fits so. */
const mood = (wish) => fetch(`${process.env.AI_URL}/control/mood`, { method: 'POST', body: JSON.stringify(wish) });

test('a staged photo is chosen among variants, and goes out with its label and its original alone', async ({ page, browser }) => {
  const { nora, id } = await studio(page);
  await page.getByRole('option').click();
  await tool(page, /^Virtual staging/).click();
  await expect(run(page)).toHaveAccessibleDescription('Virtual staging still needs: Room.');
  const options = page.getByRole('group', { name: 'Options of Virtual staging' });
  await options.getByRole('button', { name: 'Bedroom' }).click();
  await options.getByRole('button', { name: 'Scandinavian' }).click();
  await expect(run(page)).toHaveText(/^Edit 1 photo for 6 credits\s*94 credits left after · failures cost nothing$/);
  await page.getByRole('group', { name: 'Variants' }).getByRole('button', { name: '2' }).click();
  await expect(run(page)).toHaveText(/^Edit 1 photo for 12 credits\s*88 credits left after/);
  await run(page).click();

  await page.getByRole('region', { name: /^To look at/ }).getByRole('button', { name: /^2 variants/ }).click({ timeout: 45_000 });
  const result = page.getByRole('region', { name: 'Result: Virtual staging' });
  await expect(result.getByText('Virtually staged')).toBeVisible();
  await result.getByRole('radio', { name: 'Variant 1' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(result.getByRole('radio', { name: 'Variant 2' })).toBeChecked();
  await expect(result.getByText('After · variant 2')).toBeVisible();
  await result.getByRole('button', { name: 'Reject' }).click();
  await expect(result.getByRole('radio', { name: 'Variant 1' })).toBeChecked();
  await result.getByRole('button', { name: 'Accept variant' }).click();
  await expect(page.getByText('It now stands in the listing')).toBeVisible();

  await page.goto(`/properties/${id}`);
  await expect(page.locator('a[id^=photo-]').getByText('Virtually staged')).toBeVisible();
  await expect(page.getByText('12 credits · 1 edit in the last 90 days')).toBeVisible();
  const { token } = await nora.request('POST', '/api/share_links', { property_ids: [id] });
  const visitor = await browser.newContext({ locale: 'fr-LU' });
  const shared = await visitor.newPage();
  await shared.goto(`/shared#${token}`);
  await expect(shared.getByText('Home staging virtuel')).toBeVisible();
  const original = shared.getByRole('link', { name: 'Original' });
  await expect.poll(async () => (await shared.request.get(await original.getAttribute('href'))).headers()['content-type']).toMatch(/^image\//);
  await visitor.close();
});

test('what a service refuses says why and that nothing was charged, and can be tried again', async ({ page }) => {
  await studio(page);
  const what = `New windows ${Date.now()}`;
  await mood({ when: { text: what }, submit: 'refuse', times: 1 });
  await page.getByRole('option').click();
  await tool(page, /^Renovation/).click();
  await page.getByRole('textbox', { name: 'What' }).fill(what);
  await run(page).click();
  const failed = page.getByRole('region', { name: 'Not made' });
  await expect(failed.getByText('Refused by the service. Nothing was charged.')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole('button', { name: '100 credits to spend' })).toBeVisible();
  await failed.getByRole('button', { name: 'Retry: Renovation' }).click();
  await expect(page.getByRole('region', { name: /^To look at/ }).getByRole('button', { name: /^Renovation/ })).toBeVisible({ timeout: 45_000 });
  await expect(failed).toHaveCount(0);
  await expect(page.getByRole('button', { name: '94 credits to spend' })).toBeVisible();
});

test('a template is written, looked at as the service will be told, and run with other words', async ({ page }) => {
  const { nora, id } = await studio(page);
  await page.goto('/studio/templates');
  await page.getByRole('button', { name: 'New template' }).click();
  const dialog = page.getByRole('dialog', { name: 'New template' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Bedrooms');
  await dialog.getByRole('button', { name: 'Virtual staging', exact: true }).click();
  await dialog.getByRole('button', { name: 'Bedroom' }).click();
  await dialog.getByRole('button', { name: 'Modern' }).click();
  await dialog.getByRole('textbox', { name: 'What the service is told besides' }).fill('Use {{colour}} textiles.');
  await dialog.getByRole('textbox', { name: 'What colour usually is' }).fill('sage');
  await dialog.getByRole('button', { name: 'Save and preview' }).click();
  const preview = dialog.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('Use sage textiles.')).toBeVisible();
  await preview.getByRole('textbox', { name: 'Colour' }).fill('blue');
  await expect(preview.getByText('Use blue textiles.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole('link', { name: 'Use it: Bedrooms' }).click();
  await page.getByRole('button', { name: /rue Ermesinde/ }).click();
  await page.getByRole('option').click();
  await page.getByRole('textbox', { name: 'Colour' }).fill('terracotta');
  await expect(page.getByText('Use terracotta textiles.')).toBeVisible();
  await expect(run(page)).toHaveText(/^Edit 1 photo for 6 credits/);
  await run(page).click();
  await expect(page.getByRole('region', { name: /^To look at/ }).getByRole('listitem')).toHaveCount(1, { timeout: 45_000 });
  const { data } = await nora.request('GET', `/api/projects?property_id=${id}`);
  expect(data[0].recipe[0].prompt).toContain('Use terracotta textiles.');
  const templates = await nora.request('GET', '/api/templates');
  expect(templates.data.find(({ name }) => name === 'Bedrooms').usage_count).toBe(1);
});

test('photos become a video in the order that is set, with captions, and it is kept with the property', async ({ page }) => {
  test.setTimeout(120_000);
  const { nora, id } = await studio(page, 2);
  await page.getByRole('group', { name: 'What is made' }).getByRole('button', { name: 'Video' }).click();
  const make = page.getByRole('button', { name: /^Make a video of/ });
  await page.getByRole('option').first().click();
  await expect(make).toHaveAccessibleDescription('Choose two photos at least.');
  await page.getByRole('option').nth(1).click();
  await page.getByRole('group', { name: 'Format' }).getByRole('button', { name: 'Square' }).click();
  await page.getByRole('slider', { name: 'Each photo stands for' }).fill('2');
  await page.getByRole('textbox', { name: 'Caption of photo 1' }).fill('The kitchen');
  const [front] = await page.getByRole('option').all();
  await page.getByRole('button', { name: 'Move photo 2' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('Now at place 2 of 2.')).toBeAttached();
  await carry(page, 'ArrowUp', page.getByText('Now at place 1 of 2.'));
  await page.keyboard.press('Space');
  await expect(page.getByRole('textbox', { name: 'Caption of photo 2' })).toHaveValue('The kitchen');
  await expect(front).toHaveAttribute('aria-selected', 'true');
  await make.click();

  await page.getByRole('region', { name: /^To look at/ }).getByRole('button', { name: /^Video/ }).click({ timeout: 90_000 });
  const film = page.locator('video');
  await expect.poll(() => film.evaluate((video) => Math.round(video.duration)), { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByText('The video is kept with the property')).toBeVisible();
  const { data } = await nora.request('GET', `/api/media_items?property_id=${id}&type=video`);
  expect(data).toHaveLength(1);
});
