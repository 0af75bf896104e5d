// SPDX-License-Identifier: Apache-2.0

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
export function inkOn(colour: string): '#ffffff' | '#1e1c19' {
  const channel = (at: number) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.06 ? '#ffffff' : '#1e1c19'
}
