// SPDX-License-Identifier: Apache-2.0
// The names of the API that the dashboard uses; the one place that knows how the generated document calls them.
import type { Schemas } from 'stagefy-client'

export type { FieldError } from 'stagefy-client'

/** Rows as a list or a single GET answers them; a list leaves out what is marked as detail. */
export type Property = Schemas['Property']
export type PropertyCreate = Schemas['PropertyCreate']
export type PropertyUpdate = Schemas['PropertyUpdate']
export type Publishing = Schemas['GetPublishingResponse']
export type PropertyPrice = Schemas['ListPricesResponse']['data'][number]
export type Contact = Schemas['Contact']
export type ContactCreate = Schemas['ContactCreate']
export type ContactUpdate = Schemas['ContactUpdate']
export type ContactType = NonNullable<Contact['type']>
export type ContactStatus = NonNullable<Contact['status']>
export type ContactEmail = Schemas['ContactEmail']
export type ContactPhone = Schemas['ContactPhone']
export type ContactConsent = Schemas['ContactConsent']
export type BuyerRequest = Schemas['BuyerRequest']
export type BuyerRequestCreate = Schemas['BuyerRequestCreate']
export type BuyerRequestUpdate = Schemas['BuyerRequestUpdate']
/** How well a property suits a request, and why. */
export type Match = Schemas['ListPropertyMatchesResponse']['data'][number]
export type Task = Schemas['Task']
export type TaskCreate = Schemas['TaskCreate']
export type TaskUpdate = Schemas['TaskUpdate']
export type Activity = Schemas['Activity']
export type ActivityCreate = Schemas['ActivityCreate']
/** A visit with what no list leaves out. */
export type Visit = Schemas['Visit'] &
  Required<Pick<Schemas['Visit'], 'property_id' | 'starts_at' | 'ends_at' | 'status' | 'next_statuses'>>
export type VisitCreate = Schemas['VisitCreate']
export type VisitUpdate = Schemas['VisitUpdate']
export type VisitStatus = NonNullable<Visit['status']>
export type DealStage = Schemas['DealStage']
export type DealStageCreate = Schemas['DealStageCreate']
export type DealStageUpdate = Schemas['DealStageUpdate']
export type Deal = Schemas['Deal']
export type DealCreate = Schemas['DealCreate']
export type DealUpdate = Schemas['DealUpdate']
export type DealPart = NonNullable<Schemas['DealParty']['part']>
export type DealParty = Schemas['DealParty'] & { contact?: Contact | null }
export type Lead = Schemas['Lead']
export type LeadUpdate = Schemas['LeadUpdate']
/** No field of a rule is left out of lists. */
export type LeadRule = Required<Schemas['LeadRule']>
export type LeadRuleCreate = Schemas['LeadRuleCreate']
export type LeadRuleUpdate = Schemas['LeadRuleUpdate']
/** No field of a view is left out of lists. */
export type SavedView = Required<Schemas['SavedView']>
export type SavedViewCreate = Schemas['SavedViewCreate']
export type SavedViewUpdate = Schemas['SavedViewUpdate']
/** No field of a share is left out of lists. */
export type RecordShare = Required<Schemas['RecordShare']>
export type ShareLinkCreate = Schemas['CreateShareLinkRequest']
export type ShareLinkMade = Schemas['CreateShareLinkResponse']
export type ShareLinkSeen = Schemas['ListPropertyShareLinksResponse']['data'][number]
export type SharedPage = Schemas['SharedPage']
export type Today = Schemas['ReadTodayResponse']
export type MediaItem = Schemas['MediaItem']
export type Agency = Schemas['Agency']
export type Membership = Schemas['Membership']
export type WebhookEndpoint = Required<Schemas['WebhookEndpoint']>
export type WebhookDelivery = Required<Schemas['WebhookDelivery']>
export type Invitation = Schemas['Invitation']
/** No field of a key is left out of lists. */
export type ApiKey = Required<Schemas['ApiKey']>
export type Conversation = Schemas['Conversation'] & { contact?: Contact | null }
export type Message = Schemas['Message']
export type MessageCreate = Schemas['WriteMessageRequest']
export type MessageTemplate = Schemas['MessageTemplate']
export type MessageTemplateCreate = Schemas['MessageTemplateCreate']
/** No field of a mail is left out of lists. */
export type Mail = Required<Schemas['Mail']>
/** What making an invitation answers: its secret is told once, and never to a repetition with an Idempotency-Key. */
export type Invited = Schemas['CreateInvitationResponse'] & { token: string; url: string }
/** No field of a notification is left out of lists. */
export type Notification = Required<Schemas['Notification']>
export type NotificationPreferences = Schemas['NotificationPreferences']
export type RecordChange = NonNullable<Schemas['ListChangesResponse']['data']>[number]
/** What a search finds. */
export type Hit = Schemas['SearchResponse']['data'][number]
/** The names of events. */
export type EventType = Schemas['ListEventsResponse']['data'][number]['type']
/** Counts and settings are null until the file has been looked into. */
export type Import = Schemas['Import']
export type ImportMapping = Schemas['PreviewImportRequest']
export type Job = Required<Schemas['Job']>
export type Queue = Schemas['Queue']
export type Credits = Schemas['Credits']
/** No field of an entry is left out of lists. */
export type CreditTransaction = Required<Schemas['CreditTransaction']>
export type CreditUsage = Schemas['SummariseUsageResponse']
/** What can be bought: a plan by the month or the year, or a pack of credits. */
export type Plan = Schemas['ListPlansResponse']['data'][number]
export type Subscription = Schemas['ReadSubscriptionResponse']
export type SubscriptionEvent = Schemas['ListSubscriptionEventsResponse']['data'][number]
/** No field of a payment is left out of lists. */
export type Payment = Required<Schemas['Payment']>
export type Interval = NonNullable<Payment['interval']>
/** What the studio can do with photos, by whom and for how much. */
export type StudioTools = Schemas['ListToolsResponse']
/** A run of the studio; no field of it is left out of lists. */
export type Project = Required<Schemas['Project']>
/** No field of a template is left out of lists. */
export type StudioTemplate = Required<Schemas['Template']>
export type StudioTemplateCreate = Schemas['TemplateCreate']
export type EditPhotos = Schemas['EditPhotosRequest']
export type EditQuote = Schemas['QuoteEditResponse']
export type FilmRequest = Schemas['MakeVideoRequest']
export type TemplateRun = Schemas['RunTemplateRequest']
export type StudioSpend = Schemas['ReadStudioSpendResponse']
export type Me = Schemas['Me']
export type Problem = Schemas['Problem']

export type PropertyStatus = NonNullable<Property['status']>
export type PropertyType = NonNullable<Property['property_type']>
export type Transaction = NonNullable<Property['transaction']>
export type Role = NonNullable<Membership['role']>

/** A property with the records that `include=` asks for. */
export type PropertyRow = Property & { cover_media?: MediaItem | null }

/** A task with what it is about. */
export type TaskRow = Task & { property?: Property | null; contact?: Contact | null }

/** A lead with what it is about. */
export type LeadRow = Lead & { property?: Property | null; contact?: Contact | null }
/** A visit with what it is about. */
export type VisitRow = Visit & { property?: Property | null; contact?: Contact | null }

/** A deal with what it is about. */
export type DealRow = Deal & { property?: PropertyRow | null; contact?: Contact | null }

export interface Page<Row> {
  data: Row[]
  pagination: { limit: number; next_cursor?: string | null; has_more: boolean; total?: number }
}
