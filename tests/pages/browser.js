// SPDX-License-Identifier: Apache-2.0
// A page whose console must stay silent: an error in it, or a refusal of the content security policy, fails the test.
// Answers of 4xx that a test provokes are said in the console too, and are no fault.
import { expect, test as base } from '@playwright/test';

export const test = base.extend({
  page: async ({ page }, use) => {
    const faults = [];
    page.on('console', (m) => { if (m.type() === 'error' && !/status of 4\d\d/.test(m.text())) faults.push(m.text()); });
    page.on('pageerror', (e) => faults.push(e.message));
    await use(page);
    expect(faults).toEqual([]);
  },
});

export { expect };
