// SPDX-License-Identifier: Apache-2.0
// Conversations about a record, their messages, texts to write with; writing, and looking at what would be sent.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type {
  Conversation,
  MediaItem,
  Message,
  MessageCreate,
  MessageTemplate,
  MessageTemplateCreate,
  Page,
} from '#/api/types'

const SHOWN = 100

/** What the mail is about: one of them finds conversations, all of them go into a new one. */
export type About = Partial<Record<'contact_id' | 'property_id' | 'deal_id' | 'visit_id', string>>

const conversationsKey = (agencyId: string) => ['conversations', agencyId] as const
const templatesKey = (agencyId: string) => ['message-templates', agencyId] as const

export const conversationsQuery = (agencyId: string, about: About) =>
  queryOptions({
    queryKey: [...conversationsKey(agencyId), 'about', about],
    queryFn: async ({ signal }) => {
      const parameters = query({ ...about, sort: '-last_message_at', include: 'contact', limit: 20 })
      const page = await ok(api.GET('/api/conversations', { params: { query: parameters }, signal }))
      return (page as Page<Conversation>).data
    },
  })

/** The oldest first, with what they repeat of earlier ones. */
export const messagesQuery = (agencyId: string, conversationId: string) =>
  queryOptions({
    queryKey: [...conversationsKey(agencyId), 'messages', conversationId],
    queryFn: async ({ signal }) => {
      const parameters = query({
        conversation_id: conversationId,
        sort: '-happened_at',
        fields:
          'direction,state,author_id,contact_id,from_name,from_address,to_address,subject,text,quoted,attachment_ids,attachments_refused,automatic,answer,happened_at',
        limit: SHOWN,
      })
      const page = await ok(api.GET('/api/messages', { params: { query: parameters }, signal }))
      return (page as Page<Message>).data.reverse()
    },
  })

/** Files by their ids, in no order. */
export const filesQuery = (agencyId: string, ids: string[]) =>
  queryOptions({
    queryKey: ['media', agencyId, 'files', ids],
    enabled: ids.length > 0,
    queryFn: async ({ signal }) => {
      const parameters = query({ 'id[in]': ids.join(), limit: SHOWN })
      const page = await ok(api.GET('/api/media_items', { params: { query: parameters }, signal }))
      return (page as Page<MediaItem>).data
    },
  })

/** What can be attached: the files of the property or the contact, ready to be sent. */
export const attachableQuery = (agencyId: string, about: { property_id: string } | { contact_id: string }) =>
  queryOptions({
    queryKey: ['media', agencyId, 'attachable', about],
    queryFn: async ({ signal }) => {
      const parameters = query({ ...about, status: 'ready', limit: 60 })
      const page = await ok(api.GET('/api/media_items', { params: { query: parameters }, signal }))
      return (page as Page<MediaItem>).data
    },
  })

export const templatesQuery = (agencyId: string) =>
  queryOptions({
    queryKey: templatesKey(agencyId),
    queryFn: async ({ signal }) => {
      const parameters = query({
        sort: 'name',
        fields: 'name,language,subject,body,private,owner_id,version',
        limit: 200,
      })
      const page = await ok(api.GET('/api/message_templates', { params: { query: parameters }, signal }))
      return (page as Page<MessageTemplate>).data
    },
  })

export function useWrite() {
  const client = useQueryClient()
  const agency = useAgency()
  return useMutation({
    mutationFn: ({ body, key }: { body: MessageCreate; key: string }) =>
      ok(api.POST('/api/messages', { body, headers: { 'Idempotency-Key': key } })) as Promise<Message>,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: conversationsKey(agency.id) }),
        client.invalidateQueries({ queryKey: ['activities', agency.id] }),
      ]),
  })
}

export const preview = (body: MessageCreate) => ok(api.POST('/api/messages/preview', { body }))

function useTemplatesRefresh() {
  const client = useQueryClient()
  const queryKey = templatesKey(useAgency().id)
  return () => client.invalidateQueries({ queryKey })
}

export function useSaveTemplate() {
  return useMutation({
    mutationFn: ({ id, body }: { id?: string; body: MessageTemplateCreate }): Promise<unknown> =>
      id
        ? ok(api.PATCH('/api/message_templates/{id}', { params: { path: { id } }, body }))
        : ok(api.POST('/api/message_templates', { body })),
    onSettled: useTemplatesRefresh(),
  })
}

export function useDeleteTemplate() {
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/message_templates/{id}', { params: { path: { id } } })),
    onSettled: useTemplatesRefresh(),
  })
}

export function useRestoreTemplate() {
  return useMutation({
    mutationFn: (id: string) =>
      ok(api.POST('/api/message_templates/{id}/restore', { params: { path: { id } } })),
    onSettled: useTemplatesRefresh(),
  })
}
