// SPDX-License-Identifier: Apache-2.0

/** Where to go after sign-in: an address of ours, whatever the query says. */
export function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/today'
}

/** The address that sign-in interrupted. */
export const nextPage = (): string => safeNext(new URLSearchParams(location.search).get('next'))
