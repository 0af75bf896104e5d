// SPDX-License-Identifier: Apache-2.0
import type en from './messages.en'

export default {
  'mails.title': 'E-mails',
  'mails.lead': 'Ce que Stagefy a envoyé pour l’agence ces 30 derniers jours.',
  'mails.platform': 'E-mails de la plateforme',
  'mails.platform-lead': 'Liens pour les mots de passe oubliés et les nouvelles adresses.',
  'mails.manage': 'Voir les e-mails',
  'mails.none': 'Aucun e-mail n’a encore été envoyé.',
  'mails.more': 'Afficher les plus anciens',
  'mails.open': 'Ouvrir',
  'mails.open-of': 'Ouvrir « {subject} » à {to}',
  'mails.to': 'À {to}',
  'mails.form': 'Affichage',
  'mails.html': 'Page',
  'mails.text': 'Texte',
  'mails.gone': 'Le contenu de cet e-mail n’est plus conservé : il peut porter un lien personnel.',
  'mails.state.queued': 'En attente',
  'mails.state.sending': 'En cours d’envoi',
  'mails.state.handed_over': 'En cours d’envoi',
  'mails.state.sent': 'Envoyé',
  'mails.state.failed': 'Échec',
  'mails.state.unsure': 'Incertain',
  'mails.state.withheld': 'Non envoyé : trop d’envois',
} satisfies Record<keyof typeof en, string>
