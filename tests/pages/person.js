// SPDX-License-Identifier: Apache-2.0
// Somebody with an account and an agency of their own, signed in on a page without a form, and their requests outside it.
import { fileURLToPath } from 'node:url';
import { expect } from './browser.js';

export const password = 'a long enough sentence';
export const photo = (name) => fileURLToPath(new URL(`../fuzz/corpus/probe/${name}`, import.meta.url));
export const newAddress = () => `nora-${Date.now()}-${Math.random().toString(36).slice(2)}@pages.example`;

const json = (answer) => answer.text().then((text) => (text ? JSON.parse(text) : null));

/** Signs `page` in; `account` is what signs up or, when it names a known address, signs in. */
async function enter(page, path, account) {
  const answer = await page.request.post(`/api/auth/${path}`, { data: account });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { access_token, user } = await json(answer);
  await page.goto('/invitation');
  await page.evaluate(() => localStorage.setItem('stagefy.session', 'local'));
  return {
    page, user, email: account.email,
    async request(method, target, data, headers = {}) {
      const done = await page.request.fetch(target, { method, data, headers: { Authorization: `Bearer ${access_token}`, ...headers } });
      expect(done.ok(), `${method} ${target}: ${done.status()} ${await done.text()}`).toBe(true);
      return json(done);
    },
  };
}

export const signUp = (page, more = {}) =>
  enter(page, 'sign-up', { email: newAddress(), password, full_name: 'Nora Test', agency_name: 'Pages agency', ...more });

export const signIn = (page, email) => enter(page, 'sign-in', { email, password });

export const property = (person, more = {}) =>
  person.request('POST', '/api/properties', { address: '24, rue Ermesinde', price: 1485000, status: 'active', ...more });

/** Chooses in a field that looks things up: an option that has just come may move away under the pointer. */
export const choose = (page, field, option) =>
  expect(async () => {
    if (!option.test(await field.inputValue()))
      await page.getByRole('option', { name: option }).click({ timeout: 1000 });
    await expect(field).toHaveValue(option, { timeout: 200 });
  }).toPass({ intervals: [50] });

/** One step of what was picked up by keys, which listens a moment after it says so: a key before that moves nothing. */
export const carry = (page, key, said) =>
  expect(async () => {
    if ((await said.count()) === 0) await page.keyboard.press(key);
    await expect(said).toBeAttached({ timeout: 1000 });
  }).toPass({ timeout: 15_000 });

/** Uploads photos on the property's page, as somebody would. */
export async function uploadPhotos(page, id, names) {
  await page.goto(`/properties/${id}?tab=photos`);
  await page.locator('input[type=file]').first().setInputFiles(names.map(photo));
  await expect(page.locator('img[src*="/storage/"]')).toHaveCount(names.length, { timeout: 30_000 });
}
