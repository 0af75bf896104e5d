// SPDX-License-Identifier: Apache-2.0
// Two people at once, a session that ends, an answer that is lost: nothing that somebody typed is lost, and nothing is made twice.
import { expect, test } from './browser.js';
import { newAddress, password, property, signIn, signUp } from './person.js';

const price = (page) => page.getByLabel('Price', { exact: true });
const save = (page) => page.getByRole('button', { name: 'Save', exact: true }).click();
const dialog = (page) => page.getByRole('dialog');
const stored = (person, id) => person.request('GET', `/api/properties/${id}`);

/** Nora has the form open with a price and a note of hers; meanwhile somebody else saved a price and a city. */
async function bothChange(page, browser) {
  const nora = await signUp(page);
  const { id } = await property(nora, { price: 1485000, bedrooms: 3 });
  await page.goto(`/properties/${id}/edit`);
  await price(page).fill('1400000');
  await page.getByLabel('Bedrooms').fill('4');
  await page.getByLabel('Notes').fill('Keys at the neighbour’s');
  const context = await browser.newContext();
  const other = await signIn(await context.newPage(), nora.email);
  await other.page.goto(`/properties/${id}/edit`);
  await price(other.page).fill('1450000');
  await other.page.getByLabel('Bedrooms').fill('5');
  await other.page.getByLabel('City').fill('Limpertsberg');
  await save(other.page);
  await expect(other.page).toHaveURL(`/properties/${id}`);
  await context.close();
  await save(page);
  await expect(dialog(page).getByRole('heading')).toHaveText('Somebody else saved first');
  return { nora, id };
}

test('who saves second sees both versions and chooses field by field, with the keyboard alone', async ({ page, browser }) => {
  const { nora, id } = await bothChange(page, browser);
  const groups = dialog(page).getByRole('group');
  await expect(groups).toHaveCount(2);
  const fields = dialog(page).getByRole('group', { name: 'Price' });
  await expect(fields.getByRole('radio', { name: /Yours.*1,400,000/ })).toBeChecked();
  await expect(fields.getByRole('radio', { name: /Theirs.*1,450,000/ })).not.toBeChecked();
  await expect(dialog(page).getByText(/Theirs is from yourself in another window, \w/)).toBeVisible();

  await fields.getByRole('radio', { name: /Yours/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(fields.getByRole('radio', { name: /Theirs/ })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(dialog(page).getByRole('group', { name: 'Bedrooms' }).getByRole('radio', { name: /Yours/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/properties/${id}`);
  expect(await stored(nora, id)).toMatchObject({ price: 1450000, bedrooms: 4, city: 'Limpertsberg', notes: 'Keys at the neighbour’s' });
});

const call = async (person, name) => {
  const { data: [{ id }] } = await person.request('GET', `/api/memberships?user_id=${person.user.id}`);
  await person.request('PATCH', `/api/memberships/${id}`, { display_name: name });
};

/** Somebody else in Nora's agency, on a page of their own. */
async function colleague(nora, browser, name) {
  const email = newAddress();
  const { token } = await nora.request('POST', '/api/invitations', { email, role: 'admin' });
  const context = await browser.newContext();
  const person = await signUp(await context.newPage(), { email, agency_name: undefined, invitation: token });
  await call(person, name);
  return person;
}

for (const [locale, said, byKey] of [
  ['en', /Theirs is from Paul Weber, .*\d/, /Theirs came with an API key of Nora Test, .*\d/],
  ['fr', /L’autre version est de Paul Weber, le .*\d/, /L’autre version vient d’une clé d’API de Nora Test, le .*\d/],
])
  test(`it says who changed the record, and when (${locale})`, async ({ page, browser }) => {
    const nora = await signUp(page, { locale });
    await nora.request('PATCH', '/api/me', { locale });
    await call(nora, 'Nora Test');
    const paul = await colleague(nora, browser, 'Paul Weber');
    const { id } = await property(nora, { bedrooms: 3 });
    const edit = async (bedrooms) => {
      await page.goto(`/properties/${id}/edit`);
      await page.getByLabel(locale === 'fr' ? 'Chambres' : 'Bedrooms').fill(bedrooms);
    };
    const submit = () => page.locator('form button[type=submit]').first().click();
    await edit('4');
    await paul.request('PATCH', `/api/properties/${id}`, { bedrooms: 5 });
    // another change, of something that is in nobody's way, is not theirs
    await nora.request('PATCH', `/api/properties/${id}`, { city: 'Esch' });
    await submit();
    await expect(dialog(page).getByText(said)).toBeVisible();
    const { key } = await nora.request('POST', '/api/api_keys', { name: 'sync', scopes: ['properties:write'] });
    await edit('6');
    await nora.request('PATCH', `/api/properties/${id}`, { bedrooms: 7 }, { Authorization: `Bearer ${key}` });
    await submit();
    await expect(dialog(page).getByText(byKey)).toBeVisible();
    await paul.page.context().close();
  });

test('who goes back to the form finds it as it was, and saves later', async ({ page, browser }) => {
  const { nora, id } = await bothChange(page, browser);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(price(page)).toHaveValue(/1.400.000/);
  await expect(page.getByLabel('Notes')).toHaveValue('Keys at the neighbour’s');
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeFocused();
  await save(page);
  await dialog(page).getByRole('button', { name: 'Save these' }).click();
  await expect(page).toHaveURL(`/properties/${id}`);
  expect(await stored(nora, id)).toMatchObject({ price: 1400000, bedrooms: 4, city: 'Limpertsberg' });
});

test('a draft from before a colleague’s change brings back only what was typed', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await page.goto(`/properties/${id}/edit`);
  await page.getByLabel('Notes').fill('Keys at the neighbour’s');
  await page.goto('/members');
  await nora.request('PATCH', `/api/properties/${id}`, { city: 'Limpertsberg' });
  await page.goto(`/properties/${id}/edit`);
  await expect(page.getByLabel('Notes')).toHaveValue('Keys at the neighbour’s');
  await expect(page.getByLabel('City')).toHaveValue('Limpertsberg');
});

test('a session that ends asks for the password over the form, which stays and saves', async ({ page, context }) => {
  const nora = await signUp(page);
  const { id } = await property(nora);
  await page.goto(`/properties/${id}/edit`);
  await page.getByLabel('Notes').fill('Keys at the neighbour’s');
  // The access token is no longer taken, and the cookie that would bring a new one is gone.
  await context.clearCookies();
  let refused = false;
  await page.route(`**/api/properties/${id}`, (route) => {
    if (refused || route.request().method() !== 'PATCH') return route.fallback(); // a reading again is not the save
    refused = true;
    return route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Unauthenticated","status":401}' });
  });
  await save(page);
  await expect(dialog(page).getByRole('heading')).toHaveText('Your session has ended');
  await expect(dialog(page).getByLabel('Email')).toHaveValue(nora.email);
  await expect(dialog(page).getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeVisible();

  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByText('Email and password do not belong together')).toBeVisible();
  await dialog(page).getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeFocused();
  await expect(page.getByLabel('Notes')).toHaveValue('Keys at the neighbour’s');
  await save(page);
  await expect(page).toHaveURL(`/properties/${id}`);
  expect(await stored(nora, id)).toMatchObject({ notes: 'Keys at the neighbour’s' });
});

test('what was saved is not made twice, though the answer was lost', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await nora.request('POST', '/api/contacts', { name: 'Paul Majerus' });
  const made = async () => (await nora.request('GET', `/api/buyer_requests?contact_id=${id}`)).data.length;
  await page.goto(`/contacts/${id}`);
  await page.getByRole('button', { name: 'Add request' }).click();
  await dialog(page).getByRole('textbox', { name: 'Budget up to' }).fill('850000');
  await page.evaluate(() => {
    const real = window.fetch;
    window.fetch = async (request) => {
      const answer = await real(request);
      if (request.method !== 'POST') return answer;
      window.fetch = real;
      throw new TypeError('the answer is lost');
    };
  });
  await save(page);
  await expect(dialog(page).getByRole('alert')).toContainText('reached');
  expect(await made()).toBe(1);
  await save(page);
  await expect(dialog(page)).toHaveCount(0);
  expect(await made()).toBe(1);
});
