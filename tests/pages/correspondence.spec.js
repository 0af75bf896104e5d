// SPDX-License-Identifier: Apache-2.0
// Mail with a contact, from their page: written from a text, answered, answered again.
import { expect, test } from './browser.js';
import { signUp } from './person.js';

test.skip(({ isMobile }) => isMobile, 'the same on a phone');

/** As tests/api/options.sh has it. */
const secret = 'mails-come-in-with-this-in-tests-only';

test('a mail is written from a text, its answer shows by itself, and is answered with keys alone', async ({ page }) => {
  const nora = await signUp(page);
  const { id } = await nora.request('POST', '/api/contacts', { name: 'Emma Nilsson', email: 'emma@pages.example' });
  await nora.request('POST', '/api/message_templates', { name: 'Welcome', subject: 'Welcome', body: 'Hello {{contact.first_name}},\n\nwhen suits you? {{visit.day}}' });
  await page.goto(`/contacts/${id}`);
  const mail = page.getByRole('region', { name: 'Mail' });
  await mail.getByRole('button', { name: 'Write' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByPlaceholder('None').click();
  await page.getByRole('option', { name: 'Welcome' }).click();
  const body = dialog.getByLabel('Message');
  await expect(body).toHaveValue('Hello Emma,\n\nwhen suits you? {{visit.day}}');
  await expect(dialog.getByText('Nothing is known for Day of the visit: write it yourself.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog.getByText('Something in double braces has no text here')).toBeVisible();
  await body.fill('Hello Emma,\n\nwhen suits you?');
  await body.press('Control+Enter');
  await expect(dialog).toBeHidden();

  await mail.getByRole('button', { name: 'Welcome' }).click();
  await expect(dialog.getByRole('listitem').getByText('Sent')).toBeVisible();
  const [{ id: sent }] = (await nora.request('GET', `/api/messages?contact_id=${id}`)).data;
  const { message_id: answered } = await nora.request('GET', `/api/mails/${sent}`);
  const arrived = await page.request.post('/api/mail/inbound', {
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'message/rfc822' },
    data: `From: Emma <emma@pages.example>\r\nSubject: Re: Welcome\r\nMessage-ID: <${sent}.re@pages.example>\r\nIn-Reply-To: <${answered}>\r\n\r\nOn Saturday.\r\n\r\n> when suits you?\r\n`,
  });
  expect(arrived.status()).toBe(204);
  await expect(dialog.getByText('On Saturday.')).toBeVisible();
  await expect(dialog.getByText('> when suits you?')).toBeHidden();
  await dialog.getByLabel('Your answer').fill('See you then.');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByRole('listitem').getByText('See you then.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Answer received: Re: Welcome')).toBeVisible();
});
