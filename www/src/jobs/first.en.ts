// SPDX-License-Identifier: Apache-2.0
export default {
  'jobs.title': 'Background work',
  'jobs.none': 'Nothing is under way.',
  'jobs.sign.running': '{count, plural, one {# task under way} other {# tasks under way}}',
  'jobs.sign.waiting': '{count, plural, one {# task waits} other {# tasks wait}}',
  'jobs.sign.failed': 'something has failed',
  'jobs.sign.completed': 'all is done',
  'jobs.sign.cancelled': 'cancelled',
}
