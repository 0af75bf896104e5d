// SPDX-License-Identifier: Apache-2.0
// axe finds nothing on any page, light and dark, in English on a wide screen and in French on a phone. In ./dev check a page is
// seen in one of these four ways, the next one in another; with PAGES_ALL, as ./dev prove pages has it, in all of them.
import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import { expect, test } from './browser.js';
import { property, signUp, uploadPhotos } from './person.js';

const table = readFileSync(new URL('../../www/src/app/router.tsx', import.meta.url), 'utf8');
/** Every address of the route table, so that a new page is looked at without a word here. */
const routes = [...table.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path);
const outside = routes.filter((path) => ['/sign-in', '/sign-up', '/invitation', '/forgot', '/reset', '/confirm', '/shared', '/docs'].includes(path));
const inside = routes.filter((path) => !outside.includes(path));

/** A colour on its way from one to another has too little contrast for a moment; one that has come may move its children's. */
const rest = (page) =>
  page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const moving = () => document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
    await frame();
    for (let still = 0; still < 2; still = moving().length ? 0 : still + 1) {
      await Promise.allSettled(moving().map((each) => each.finished));
      await frame();
    }
  });

/** Goes to another place of the dashboard as a link would, and waits until nothing is asked for any more. */
async function go(page, there) {
  await page.evaluate((to) => history.pushState(null, '', to), there);
  await quiet(page);
}

/** Requests on their way, but the stream of changes, which never ends. */
const waiting = new WeakMap();
function watch(page) {
  const open = new Set();
  waiting.set(page, open);
  page.on('request', (request) => { if (!request.url().includes('/events/')) open.add(request); });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
}
async function quiet(page) {
  const open = waiting.get(page), until = Date.now() + 20_000;
  for (let still = 0; still < 4; ) {
    await page.waitForTimeout(40);
    const busy = open.size || (await page.locator('main [aria-busy=true]').count());
    still = busy ? 0 : still + 1;
    if (Date.now() > until) throw new Error(`${page.url()} is not quiet: ${[...open].map((request) => request.url())}`);
  }
}

const ALL = Boolean(process.env.PAGES_ALL), ORDER = ['wide light', 'phone dark', 'wide dark', 'phone light'];

/** Looks at the places in their order, at each on one size and in one colour. `arrive` brings the page there, `leave` away again: neither is
 *  needed where the other size looks. */
function looker(page, project) {
  let turn = 0;
  return async (where, arrive = () => {}, leave = () => {}) => {
    const [size, colour] = ORDER[turn++ % ORDER.length].split(' ');
    if (!ALL && size !== project) return;
    await arrive();
    await look(page, where, ALL ? ['light', 'dark'] : [colour]);
    await leave();
  };
}

async function look(page, where, [first, ...others]) {
  await quiet(page);
  await expect(page.locator('h1').first(), where).toBeAttached();
  const found = [];
  for (const colorScheme of [first, ...others]) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await rest(page);
    if (await page.evaluate(() => !window.axe)) await page.evaluate(axe.source);
    // what the other one changes is colours
    const violations = await page.evaluate(
      (rules) => window.axe.run({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) }).then((result) => result.violations),
      colorScheme !== first && ['color-contrast', 'link-in-text-block']);
    for (const { id, nodes } of violations)
      for (const node of nodes) found.push(`${where}, ${colorScheme}: ${id} at ${node.target.join(' ')}: ${node.any.concat(node.all).map((check) => check.message).join('; ')}`);
  }
  expect.soft(found).toEqual([]);
}

/** Size and language follow the project: each page is seen in all of them without doubling the run. */
async function arrange(page, info) {
  const phone = info.project.name === 'phone';
  await page.setViewportSize(phone ? { width: 390, height: 844 } : { width: 1280, height: 900 });
  return phone ? 'fr-LU' : 'en-GB';
}

test.describe('axe finds nothing', () => {
  test.setTimeout(300_000);
  test.use({ serviceWorkers: 'block' });

  test('before sign-in', async ({ page }, info) => {
    watch(page);
    const locale = await arrange(page, info);
    await page.addInitScript((tag) => localStorage.setItem('stagefy.language', tag), locale);
    const see = looker(page, info.project.name);
    for (const path of [...outside, '/reset#token', '/confirm#token', '/docs?operation=updateContact', '/docs?schema=Property', '/nowhere'])
      await see(path, () => page.goto(path));
    await see('/sign-in refused', async () => {
      await page.goto('/sign-in');
      await page.locator('input[type=email]').fill('nobody@pages.example');
      await page.locator('input[type=password]').fill('not the password');
      await page.locator('button[type=submit]').click();
      await expect(page.locator('[role=alert] p')).toBeVisible();
    });
  });

  test('after sign-in', async ({ page }, info) => {
    watch(page);
    const locale = await arrange(page, info);
    const nora = await signUp(page, { locale }), see = looker(page, info.project.name);
    const away = () => page.keyboard.press('Escape');
    await page.goto('/properties');
    await see('the empty list');
    const contact = await nora.request('POST', '/api/contacts', { name: 'Owner of the house', phone: '+352621123456', email: 'owner@pages.example' });
    await nora.request('POST', '/api/contact_phones', { contact_id: contact.id, phone: '+35226220', label: 'office' });
    for (const consent of [{ purpose: 'offers', wording: 'Yes' }, { purpose: 'newsletter', given_at: '2026-01-02T03:04:05Z', withdrawn_at: '2026-02-02T03:04:05Z' }])
      await nora.request('POST', '/api/contact_consents', { contact_id: contact.id, method: 'form', ...consent });
    await nora.request('POST', '/api/contacts', { name: 'House, owner of the', notes: 'Twice', phone: contact.phone });
    await nora.request('POST', '/api/buyer_requests', { contact_id: contact.id, places: ['Remich'], budget_max: 900000 });
    const { id } = await property(nora, {
      contact_id: contact.id, bedrooms: 4, living_area: 180, energy_class: 'B', features: ['garden'],
      title: { en: 'Townhouse', fr: 'Maison de ville' }, description: { en: 'Quiet.', fr: 'Calme.' },
    });
    for (const status of ['draft', 'pending', 'sold', 'off_market'])
      await property(nora, { address: `A ${status} house`, status, transaction: status === 'sold' ? 'rent' : 'sale' });
    for (const task of [{ title: 'Late', due_at: '2026-01-02T03:04:05Z', priority: 'high' }, { title: 'Today', due_at: new Date().toISOString(), all_day: true, repeats: 'weekly', property_id: id }])
      await nora.request('POST', '/api/tasks', task);
    const { id: deal } = await nora.request('POST', '/api/deals', { title: 'Sale of the townhouse', property_id: id, contact_id: contact.id, amount: 1450000, expected_close_on: '2036-06-30' });
    await nora.request('POST', '/api/deal_parties', { deal_id: deal, contact_id: contact.id, part: 'seller', share: 100 });
    await nora.request('POST', '/api/deals', { title: 'Lost', status: 'lost', close_reason: 'Bought elsewhere' });
    await nora.request('PATCH', `/api/properties/${id}`, { price: 1450000 });
    await nora.request('POST', '/api/activities', { kind: 'call', text: 'Wants to see it again', private: true, property_id: id });
    const draft = await property(nora, { status: 'draft', price: null });
    await see('a draft that lacks something', () => go(page, `/properties/${draft.id}`));
    // today where the agency is: near midnight it is another day here
    const { agency } = await nora.request('GET', '/api/me');
    const day = new Date().toLocaleDateString('sv', { timeZone: agency.time_zone });
    for (const [n, status] of ['requested', 'confirmed', 'done', 'no_show', 'cancelled'].entries())
      await nora.request('POST', '/api/visits', { property_id: id, contact_id: contact.id, starts_at: `${day}T1${n}:00:00Z`, status, rating: 4 });
    const invitation = await nora.request('POST', '/api/invitations', { email: 'guest@pages.example', role: 'agent' });
    for (const lead of [{ source: 'share', property_id: id, phone: '+352621123456', message: 'Saturday?' }, { wanted_transaction: 'rent', wanted_area: 'Belval', wanted_price: 1500 }])
      await nora.request('POST', '/api/leads', { name: 'Emma', email: 'emma@pages.example', ...lead });
    await nora.request('POST', '/api/lead_rules', { name: 'Everybody in turn', sources: ['portal'], price_min: 5 });
    await nora.request('POST', '/api/message_templates', { name: 'Welcome', subject: 'Welcome', body: 'Hello', private: true });
    await nora.request('POST', '/api/messages', { contact_id: contact.id, property_id: id, subject: 'Welcome', body: 'Hello' });
    await nora.request('POST', '/api/credits/usage', { operation_type: 'AI_VIDEO_GENERATION', reference: 'a tour', details: { property_id: id } });
    const shared = await nora.request('POST', '/api/share_links', { property_ids: [id], message: 'As promised.' });
    await uploadPhotos(page, id, ['exif.jpg', 'plain.png']);
    await see('photos');
    const { data: [first] } = await nora.request('GET', `/api/media_items?property_id=${id}&sort=position`);
    const { projects: [edit] } = await nora.request('POST', '/api/ai/photo-edit', { media_ids: [first.id], tool: 'enhance', property_id: id });
    await nora.request('POST', '/api/templates', { name: 'Bedrooms', prompt_template: 'Use {{colour}} textiles.', variables: [{ name: 'colour', label: 'Colour', choices: ['sage', 'blue'] }], recipe: [{ tool: 'virtual_staging', options: { room: 'bedroom', style: 'modern' } }] });
    await expect.poll(async () => (await nora.request('GET', `/api/projects/${edit.id}`)).status, { timeout: 45_000 }).toBe('completed');
    const jobs = page.locator('header [aria-haspopup=dialog][data-state=completed]');
    await see('background work', async () => {
      await jobs.click();
      await expect(page.getByRole('dialog').locator('li').first()).toBeVisible();
    }, away);

    for (const path of inside) await see(path, () => go(page, path.replace('$id', id)));
    const view = await nora.request('POST', '/api/saved_views', { list: 'properties', name: 'Dear ones', private: false });
    for (const there of [
      `/properties?view=table&sort=-price&saved=${view.id}`, `/properties?open=${id}`, '/properties?q=nowhere', '/properties?status=active&beds=2',
      `/contacts/${contact.id}`, `/contacts/${contact.id}/edit`, '/contacts?q=nowhere', `/deals/${deal}`, '/deals?show=closed', '/deals?view=table', `/studio?property=${id}&photos=${first.id}`, `/studio?project=${edit.id}`, `/studio?property=${id}&make=video&photos=${first.id}`, '/studio/templates?open=new', '/tasks?pick=1', '/leads?show=closed', '/calendar?view=list&since=all', '/calendar?view=month', '/calendar?view=team', '/nowhere', '/properties/00000000-0000-7000-8000-000000000000', `/invitation#${invitation.token}`, `/shared#${shared.token}`,
    ])
      await see(there.replace(view.id, '$view').replace(id, '$id').replace(deal, '$id').replace(contact.id, '$id').replace(first.id, '$photo').replace(edit.id, '$project'), () => go(page, there));

    if (info.project.name !== 'phone') {
      // on a phone rows are picked otherwise: the order of the others is not told by it
      await go(page, '/properties?view=table');
      await page.locator('thead input[type=checkbox]').check();
      await expect(page.locator('section[aria-busy=false] [role=status]')).toBeVisible();
      await look(page, 'picked rows', ALL ? ['light', 'dark'] : ['dark']);
    }
    await see('history', async () => {
      await go(page, `/properties/${id}`);
      await page.locator('#timeline + button').click();
      await expect(page.getByRole('dialog').locator('time').first()).toBeVisible();
      await page.getByRole('dialog').locator('li button').first().click();
    }, away);
    await see('sharing with colleagues', async () => {
      await go(page, `/properties/${id}`);
      await page.locator('main header [aria-haspopup=menu]').first().click();
      await page.getByRole('menuitem').filter({ hasText: /en interne|colleagues/ }).click();
      await expect(page.getByRole('dialog').getByRole('heading', { level: 3 })).toBeVisible();
    }, away);
    const enlarge = async () => {
      await go(page, `/properties/${id}`);
      await page.locator('a[id^=photo-]').first().click();
      await expect(page.locator('dialog[open]')).toBeVisible();
    };
    await see('lightbox', enlarge, away);
    await see('history of a photo', async () => {
      await enlarge();
      await page.locator('dialog[open] button[aria-label*=istor]').click();
      await page.getByRole('dialog').locator('li button').first().click();
      await expect(page.getByRole('dialog').getByRole('slider')).toBeVisible();
    }, away);

    const [credits, bell] = [page.locator('header [aria-haspopup=dialog]:has(b)'), page.locator('header [aria-haspopup=dialog]').last()];
    await go(page, `/properties/${id}`);
    await see('the card under the credits', async () => {
      await credits.click();
      await expect(page.getByRole('dialog').locator('dl')).toBeVisible();
    }, away);
    await see('the panel under the bell', async () => {
      await bell.click();
      await expect(page.getByRole('dialog').getByRole('heading', { level: 2 }).first()).toBeVisible();
    }, away);

    await see('palette', async () => {
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog')).toBeVisible();
    }, async () => {
      await away();
      await expect(page.getByRole('dialog')).toHaveCount(0);
    });
    await see('help', async () => {
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
    }, away);

    await see('inviting', async () => {
      await page.goto('/members');
      await page.locator('main header button').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    });

    await nora.request('POST', '/api/api_keys', { name: 'Website', mode: 'test', allowed_addresses: ['192.0.2.0/24'] });
    await nora.request('PATCH', `/api/agencies/${agency.id}`, { allowed_origins: ['https://www.maison.example'] });
    const keys = async () => {
      await page.goto('/agency/keys');
      await expect(page.locator('main li code')).toBeVisible();
    };
    await see('keys', keys);
    await see('the log of a key', async () => {
      await keys();
      await page.locator('main li button').first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
    });
    await see('making a key', async () => {
      await keys();
      await page.locator('main header button').click();
      await expect(page.getByRole('dialog').locator('input[type=checkbox]').first()).toBeVisible();
    });
    await see('a mail', async () => {
      await page.goto('/agency/mails');
      await page.locator('main li button').first().click();
      await expect(page.getByRole('dialog').locator('iframe')).toBeVisible();
    });
    await see('a task', async () => {
      await page.goto('/tasks?who=all');
      await page.locator('main [data-task]').first().click();
      await expect(page.getByRole('dialog').locator('input[required]')).toBeVisible();
    });
    await see('a visit', async () => {
      await page.goto('/calendar');
      await page.locator('main [data-visit]').first().click();
      await expect(page.getByRole('dialog').locator('dl')).toBeVisible();
    });
    await see('a conversation', async () => {
      await page.goto(`/contacts/${contact.id}`);
      await page.locator('[aria-labelledby=mails] li button').click();
      await expect(page.getByRole('dialog').locator('textarea')).toBeVisible();
    });
    await see('writing a mail', async () => {
      await page.goto(`/properties/${id}`);
      await page.locator('[aria-labelledby=mails] header button').click();
      await expect(page.getByRole('dialog').locator('fieldset img').first()).toBeVisible();
    });
    await see('form with an error', async () => {
      await page.goto('/properties/new');
      await page.locator('main button[type=submit]').click();
      await expect(page.locator('[aria-invalid=true]')).toBeVisible();
    });

    await page.route('**/api/properties**', (route) => route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Gone","status":404}' }));
    await see('a list that fails', () => page.goto('/properties'));
  });
});
