// SPDX-License-Identifier: Apache-2.0
export default {
  'colleagues.share': 'Partager en interne',
  'colleagues.title': 'Partager {name} en interne',
  'colleagues.lead':
    'Ils voient la fiche avec tout ce qui s’y rattache, et en sont informés. Vous pouvez y mettre fin à tout moment.',
  'colleagues.team':
    'Toute l’agence voit déjà cette fiche. Partagez-la avec celles et ceux qui doivent aussi la modifier.',
  'colleagues.setting': 'Qui voit quoi, dans les réglages de l’agence',
  'colleagues.who': 'Collègue',
  'colleagues.nobody': 'Personne de ce nom',
  'colleagues.access': 'Peut',
  'colleagues.access-of': 'Ce que {name} peut faire',
  'colleagues.read': 'voir',
  'colleagues.write': 'voir et modifier',
  'colleagues.add': 'Partager',
  'colleagues.with': 'Partagée avec',
  'colleagues.none': 'Personne pour l’instant.',
  'colleagues.owner': 'Elle est à {name} ; les administrateurs voient tout.',
  'colleagues.ask':
    'Seules les personnes qui peuvent la modifier peuvent la partager : demandez à {name} ou à un administrateur.',
  'colleagues.end-of': 'Ne plus partager avec {name}',
  'colleagues.shared': 'Partagée avec {name}',
  'colleagues.ended': '{name} ne peut plus l’ouvrir',
  'colleagues.tag': 'Partagé par {name}',
} as const
