// SPDX-License-Identifier: Apache-2.0

/** What somebody typed or pasted for a website, as browsers write its origin: without a path, https unless it says otherwise. */
export function originOf(text: string): string {
  try {
    const { protocol, origin } = new URL(text.includes('://') ? text : `https://${text}`)
    return /^https?:$/.test(protocol) ? origin : text
  } catch {
    return text
  }
}
