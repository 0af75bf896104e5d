// SPDX-License-Identifier: Apache-2.0
/** Gives the browser a text as a file, which it keeps or hands to the program for it. */
export function save(text: string, type: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
