// SPDX-License-Identifier: Apache-2.0
// Mails of the agency, or of the platform for its admins.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, ok, query } from '#/api/client'
import type { Mail, Page } from '#/api/types'

export type Box = 'mails' | 'platform_mails'

const PAGE = 50

async function page(box: Box, cursor: string): Promise<Page<Mail>> {
  if (box === 'mails')
    return (await ok(
      api.GET('/api/mails', { params: { query: query({ limit: PAGE, ...(cursor && { cursor }) }) } }),
    )) as Page<Mail>
  // Few ever look at these, and at the last ones.
  const { data } = await ok(api.GET('/api/platform_mails'))
  return { data: data as Mail[], pagination: { limit: data.length, has_more: false } }
}

export function useMails(box: Box, owner: string) {
  return useInfiniteQuery({
    queryKey: ['mails', box, owner],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) => page(box, pageParam),
    getNextPageParam: (last) => last.pagination.next_cursor ?? undefined,
  })
}

export function useMailContent(box: Box, id: string) {
  return useQuery({
    queryKey: ['mail-content', box, id],
    retry: false,
    queryFn: () => ok(api.GET(`/api/${box}/{id}/content`, { params: { path: { id } } })),
  })
}

/**
 * The page of a mail as a frame of ours may show it. The frame has our policy, which takes no style attributes: they become
 * a style sheet with the page's nonce. Links open beside the dashboard. What people wrote into a mail holds no quotation
 * mark as such, so that none of it is taken for an attribute.
 */
export function framed(html: string, nonce: string): string {
  const rules: string[] = []
  const page = html
    .replace(/ style="([^"]*)"/g, (_, rule: string) => ` data-style="${rules.push(rule) - 1}"`)
    .replace(/<a href="/g, '<a target="_blank" rel="noreferrer" href="')
  const sheet = rules.map((rule, i) => `[data-style="${i}"]{${rule}}`).join('\n')
  return page.replace('</head>', `<style nonce="${nonce}">${sheet}</style></head>`)
}
