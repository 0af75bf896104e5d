// SPDX-License-Identifier: Apache-2.0
export default {
  'bulk.in-a-week': 'Dans une semaine',
  'bulk.bar': 'Ce qui est choisi',
  'bulk.picked': '{count, plural, =0 {Touchez pour choisir} one {# choisi} other {# choisis}}',
  'bulk.all': 'Les {count} qui conviennent',
  'bulk.clear': 'Ne rien choisir',
  'bulk.tags': 'Étiquettes, séparées par des virgules',
  'bulk.tags-add': 'Ajouter',
  'bulk.tags-remove': 'Enlever',
  'bulk.recent': 'Modifications groupées récentes',
  'bulk.lead':
    'Ce qui a été modifié pour plusieurs à la fois. Pendant trente jours, on peut l’annuler ; ce que quelqu’un a modifié depuis reste.',
  'bulk.none': 'Rien n’a encore été modifié pour plusieurs à la fois.',
  'bulk.records': 'Fiches',
  'bulk.begun':
    '{count, plural, one {# est en cours de modification} other {# sont en cours de modification}} ; les tâches de fond montrent où cela en est',
  'bulk.done':
    '{count, plural, one {# modifié} other {# modifiés}}{refused, plural, =0 {} one {, # n’a pas pu l’être} other {, # n’ont pas pu l’être}}',
  'bulk.moved': 'La liste a changé entre-temps et rien n’a été modifié. Regardez à nouveau.',
  'bulk.undone':
    '{count, plural, one {# est comme avant} other {# sont comme avant}}{left, plural, =0 {} one {, # a été modifié depuis} other {, # ont été modifiés depuis}}',
  'bulk.undo-of': 'Annuler : {what}',
  'bulk.set': '{field} : {value}',
  'bulk.added': '{field} : + {value}',
  'bulk.removed': '{field} : − {value}',
  'bulk.counts':
    '{changed} sur {matched} modifiés{refused, plural, =0 {} one {, # n’a pas pu l’être} other {, # n’ont pas pu l’être}}',
  'bulk.state.running': 'En cours',
  'bulk.state.cancelled': 'Annulée',
  'bulk.state.failed': 'Échouée',
  'bulk.state.undoing': 'Annulation en cours',
  'bulk.state.undone': 'Défaite',
}
