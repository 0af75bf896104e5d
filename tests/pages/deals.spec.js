// SPDX-License-Identifier: Apache-2.0
// The board of deals: carried with keys, by mouse and on a phone, lost and won; and the page of one.
import { expect, test } from './browser.js';
import { carry, choose, property, signUp } from './person.js';

/** Three deals in the first stage of somebody's board. */
async function board(page) {
  const nora = await signUp(page);
  for (const title of ['Anna', 'Ben', 'Carl']) await nora.request('POST', '/api/deals', { title, amount: 1000 });
  await page.goto('/deals');
  const column = (name) => page.getByRole('region', { name });
  const titles = (name) => column(name).locator('a[id^=deal-]').allTextContents();
  await expect.poll(() => titles('New enquiry')).toEqual(['Anna', 'Ben', 'Carl']);
  return { nora, column, titles };
}

test('carried with keys alone, and told so', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keys');
  const { nora, column, titles } = await board(page);
  const told = (text) => expect(page.locator('[aria-live=assertive]').filter({ hasText: text })).toBeAttached();
  await expect(column('New enquiry')).toContainText('€3,000');
  await expect(column('New enquiry')).toContainText('€300 likely (10%)');

  await page.getByRole('link', { name: 'Ben' }).focus();
  await page.keyboard.press('Space');
  await told('Picked up. New enquiry, 2 of 3.');
  await page.keyboard.press('ArrowUp');
  await told('New enquiry, 1 of 3.');
  await expect(page.getByRole('link', { name: 'Ben' })).toBeFocused();
  await page.keyboard.press('Escape');
  await told('Left where it was.');
  expect(await titles('New enquiry')).toEqual(['Anna', 'Ben', 'Carl']);

  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await told('Visits, 1 of 1.');
  await expect(page.getByRole('link', { name: 'Ben' })).toBeFocused();
  await page.keyboard.press('Space');
  await told('Put down. Visits, 1 of 1.');
  await expect(column('Visits')).toContainText('€250 likely (25%)');
  await expect(page.getByRole('link', { name: 'Ben' })).toBeFocused();

  await page.getByRole('link', { name: 'Carl' }).focus();
  for (const key of ['Space', 'ArrowRight', 'ArrowUp', 'Space']) await page.keyboard.press(key);
  await expect.poll(() => titles('Visits')).toEqual(['Carl', 'Ben']);
  const kept = async () => {
    const { data: stages } = await nora.request('GET', '/api/deal_stages');
    return (await nora.request('GET', `/api/deals?stage_id=${stages[1].id}&sort=position`)).data.map(({ title }) => title);
  };
  await expect.poll(kept).toEqual(['Carl', 'Ben']);
  await page.reload();
  await expect.poll(() => titles('Visits')).toEqual(['Carl', 'Ben']);
});

test('carried by mouse', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no mouse');
  const { column, titles } = await board(page);
  const middle = async (locator) => {
    const box = await locator.boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  await page.mouse.move(...(await middle(page.getByRole('link', { name: 'Anna' }))));
  await page.mouse.down();
  const [x, y] = await middle(column('Offer'));
  await page.mouse.move(x, y - 40, { steps: 12 });
  await page.mouse.move(x, y, { steps: 4 });
  await expect.poll(() => titles('Offer')).toContain('Anna');
  await page.mouse.up();
  await expect(column('Offer')).toContainText('€600 likely (60%)');
  expect(await titles('New enquiry')).toEqual(['Ben', 'Carl']);
  await expect(page).toHaveURL(/\/deals$/);
});

test('moved from its menu, lost for a reason, taken back and won', async ({ page, isMobile }) => {
  const { titles } = await board(page);
  const menu = async (title, choice) => {
    await page.getByRole('button', { name: `Actions for ${title}` }).click();
    await page.getByRole('menu').getByText(choice, { exact: true }).click();
  };
  await menu('Anna', 'Offer');
  await expect.poll(() => titles('New enquiry')).toEqual(['Ben', 'Carl']);
  if (isMobile) await page.getByRole('button', { name: /^Offer/ }).click();
  await expect.poll(() => titles('Offer')).toEqual(['Anna']);
  await menu('Anna', 'Lost');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Lost' }).click();
  await expect(dialog.getByLabel('Reason')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel('Reason').fill('Bought elsewhere');
  await dialog.getByRole('button', { name: 'Lost' }).click();
  await expect(page.getByText('“Anna” is lost')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => titles('Offer')).toEqual(['Anna']);
  await menu('Anna', 'Won');
  await expect(page.getByText('“Anna” is won')).toBeVisible();
  await page.getByRole('link', { name: 'Won and lost' }).click();
  await expect(page.getByRole('link', { name: 'Anna' })).toBeVisible();
});

test('made from a property, given a party and moved on its page', async ({ page }) => {
  const nora = await signUp(page);
  await property(nora, { title: { en: 'Townhouse' } });
  await nora.request('POST', '/api/contacts', { name: 'Josée Kieffer', type: 'buyer' });
  await page.goto('/deals');
  await expect(page.getByText('No deals yet')).toBeVisible();
  await page.getByRole('button', { name: 'New deal' }).click();
  const dialog = page.getByRole('dialog');
  const house = dialog.getByRole('combobox', { name: 'Property' });
  await house.click();
  await choose(page, house, /Townhouse/);
  await expect(dialog.getByLabel('Title')).toHaveValue('Townhouse');
  await expect(dialog.getByLabel('Amount (EUR)')).toHaveValue('1,485,000');
  await dialog.getByRole('button', { name: 'Create deal' }).click();
  await page.getByRole('link', { name: 'Townhouse' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Townhouse' })).toBeVisible();

  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const who = page.getByRole('combobox', { name: 'Who' });
  await who.click();
  await choose(page, who, /Josée Kieffer/);
  await page.getByLabel('Share in %').fill('50');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Buyer · 50 %')).toBeVisible();

  await page.getByRole('button', { name: 'Visits' }).click();
  await expect(page.locator('[aria-current=step]')).toHaveText('Visits');
  await expect(page.getByRole('complementary').locator('li')).toHaveCount(2);
});

test('stages are arranged with keys, named in both languages, and go with a place for their deals', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone shows nothing new');
  const nora = await signUp(page);
  await nora.request('POST', '/api/deals', { title: 'Anna' });
  await page.goto('/agency/stages');
  const rows = page.getByRole('main').getByRole('listitem');
  const names = () => rows.locator('b').allTextContents();
  const dialog = page.getByRole('dialog');
  await expect.poll(names).toEqual(['New enquiry', 'Visits', 'Offer', 'Promise signed']);
  await page.getByRole('button', { name: 'Move Offer' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByText(/Offer.* 3 of 4\./)).toBeAttached();
  await carry(page, 'ArrowUp', page.getByText('Offer: 2 of 4.'));
  await page.keyboard.press('Space');
  await expect.poll(names).toEqual(['New enquiry', 'Offer', 'Visits', 'Promise signed']);
  await page.getByRole('button', { name: 'New stage' }).click();
  await dialog.getByLabel('Name, English').fill('Notary');
  await dialog.getByLabel('Name, French').fill('Notaire');
  await dialog.getByLabel('How likely it is, in %').fill('95');
  await page.keyboard.press('Enter');
  await expect(rows.last()).toContainText('Notary95% likely · no open deals');
  await page.getByRole('button', { name: 'Delete: New enquiry' }).click();
  await dialog.getByRole('button', { name: 'Move them and delete' }).click();
  await expect(page.getByText('New enquiry is gone; 1 deal went on')).toBeVisible();
  const { data } = await nora.request('GET', '/api/deal_stages');
  expect(data.map(({ name: { en, fr }, probability }) => [en, fr, probability])).toEqual([
    ['Offer', 'Offre', 60], ['Visits', 'Visites', 25], ['Promise signed', 'Compromis signé', 90], ['Notary', 'Notaire', 95]]);
  expect((await nora.request('GET', '/api/deals')).data[0].stage_id).toBe(data[0].id);
  await page.getByRole('button', { name: 'Delete: Notary' }).click();
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(4);
});

test('with columns, saved as a view; two people changing one see both values', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no columns');
  const nora = await signUp(page);
  const { id } = await nora.request('POST', '/api/deals', { title: 'Anna', amount: 1000 });
  await nora.request('POST', '/api/deals', { title: 'Ben', status: 'won' });
  await page.goto('/deals?view=table');
  const titles = page.locator('tbody tr td:first-child');
  await expect(titles).toHaveText(['Anna']);
  await page.getByRole('button', { name: /^Which deals/ }).click();
  await page.getByRole('menuitemradio', { name: 'All of them' }).click();
  await expect(titles).toHaveText(['Ben', 'Anna']);
  await page.locator('thead').getByRole('button', { name: 'Amount' }).click();
  await expect(titles).toHaveText(['Anna', 'Ben']);
  const tabs = page.getByRole('navigation', { name: 'Views' });
  await tabs.getByRole('button', { name: 'Save as view' }).click();
  await page.getByLabel('Name of the view').fill('By amount');
  await page.keyboard.press('Enter');
  await expect(tabs.getByRole('link', { name: 'By amount' })).toHaveAttribute('aria-current', 'page');
  expect((await nora.request('GET', '/api/saved_views')).data).toMatchObject([{ list: 'deals', filter: {}, sort: '-amount' }]);
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await expect(titles).toHaveText(['Anna']);

  await titles.getByRole('link').click();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Anna and Bob');
  await nora.request('PATCH', `/api/deals/${id}`, { title: 'Anne', amount: 2000 });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Somebody else saved first');
  await dialog.getByRole('radio', { name: /Anne/ }).check();
  await dialog.getByRole('button', { name: 'Back to the form' }).click();
  await expect(dialog.getByLabel('Title')).toHaveValue('Anna and Bob');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Save these' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Anna and Bob' })).toBeVisible();
  expect(await nora.request('GET', `/api/deals/${id}`)).toMatchObject({ title: 'Anna and Bob', amount: 2000 });
});
