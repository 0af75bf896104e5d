// SPDX-License-Identifier: Apache-2.0
export default {
  'bulk.in-a-week': 'In a week',
  'bulk.bar': 'What is picked',
  'bulk.picked': '{count, plural, =0 {Tap to pick} one {# picked} other {# picked}}',
  'bulk.all': 'All {count} that fit',
  'bulk.clear': 'Pick none',
  'bulk.tags': 'Tags, separated by commas',
  'bulk.tags-add': 'Add',
  'bulk.tags-remove': 'Take away',
  'bulk.recent': 'Recent bulk changes',
  'bulk.lead':
    'What was changed for many at once. For thirty days it can be undone; what somebody has changed since stays.',
  'bulk.none': 'Nothing was changed for many at once yet.',
  'bulk.records': 'Records',
  'bulk.begun':
    '{count, plural, one {# is being changed} other {# are being changed}}; background work shows how far it is',
  'bulk.done':
    '{count, plural, one {# changed} other {# changed}}{refused, plural, =0 {} one {, # could not be} other {, # could not be}}',
  'bulk.moved': 'The list is another one by now, and nothing was changed. Look again.',
  'bulk.undone':
    '{count, plural, one {# is as it was} other {# are as they were}}{left, plural, =0 {} one {, # was changed since} other {, # were changed since}}',
  'bulk.undo-of': 'Undo: {what}',
  'bulk.set': '{field}: {value}',
  'bulk.added': '{field}: + {value}',
  'bulk.removed': '{field}: − {value}',
  'bulk.counts':
    '{changed} of {matched} changed{refused, plural, =0 {} one {, # could not be} other {, # could not be}}',
  'bulk.state.running': 'Under way',
  'bulk.state.cancelled': 'Cancelled',
  'bulk.state.failed': 'Failed',
  'bulk.state.undoing': 'Being undone',
  'bulk.state.undone': 'Undone',
}
