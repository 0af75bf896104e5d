// SPDX-License-Identifier: Apache-2.0
// Mails of the agency, or of the platform for its admins.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, ok, query } from '#/api/client'
import type { Mail, Page } from '#/api/types'

export type Box = 'mails' | 'platform_mails'

const PAGE = 50

export function useMails(box: Box, owner: string) {
  return useInfiniteQuery({
    queryKey: ['mails', box, owner],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam }) =>
      (await ok(
        api.GET(`/api/${box}`, {
          params: { query: query({ limit: PAGE, ...(pageParam && { cursor: pageParam }) }) },
        }),
      )) as Page<Mail>,
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
 * a style sheet with the page's nonce. Links open beside the dashboard.
 */
export function framed(html: string, nonce: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const rules = [...page.querySelectorAll('[style]')].map((element, i) => {
    const rule = `[data-style="${i}"]{${element.getAttribute('style')}}`
    element.removeAttribute('style')
    element.setAttribute('data-style', `${i}`)
    return rule
  })
  for (const link of page.querySelectorAll('a')) {
    link.target = '_blank'
    link.rel = 'noreferrer'
  }
  const sheet = page.createElement('style')
  sheet.nonce = nonce
  sheet.setAttribute('nonce', nonce)
  sheet.textContent = rules.join('\n')
  page.head.append(sheet)
  return `<!doctype html>${page.documentElement.outerHTML}`
}
