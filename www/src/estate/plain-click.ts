// SPDX-License-Identifier: Apache-2.0

/** Rows link with plain anchors: a router link each would follow every change of the address. A plain click opens as the list
 *  decides; a click with a modifier follows the link, as everywhere. */
export function plainClick(event: React.MouseEvent, run: () => void) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  run()
}
