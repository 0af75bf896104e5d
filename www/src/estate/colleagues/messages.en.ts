// SPDX-License-Identifier: Apache-2.0
export default {
  'colleagues.share': 'Share with colleagues',
  'colleagues.title': 'Share {name} with colleagues',
  'colleagues.lead': 'They see it with all that belongs to it, and are told. You can end it at any time.',
  'colleagues.team':
    'Everybody in the agency can see this already. Share it with those who should also change it.',
  'colleagues.setting': 'Who sees what, in the agency’s settings',
  'colleagues.who': 'Colleague',
  'colleagues.nobody': 'Nobody by that name',
  'colleagues.access': 'May',
  'colleagues.access-of': 'What {name} may do',
  'colleagues.read': 'see it',
  'colleagues.write': 'see and change it',
  'colleagues.add': 'Share',
  'colleagues.with': 'Shared with',
  'colleagues.none': 'Nobody yet.',
  'colleagues.owner': 'It is {name}’s, and administrators see everything.',
  'colleagues.ask': 'Only those who may change it can share it: ask {name}, or an administrator.',
  'colleagues.end-of': 'Stop sharing with {name}',
  'colleagues.shared': 'Shared with {name}',
  'colleagues.ended': '{name} cannot open it any more',
  'colleagues.tag': 'Shared by {name}',
} as const
