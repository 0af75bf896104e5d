// SPDX-License-Identifier: Apache-2.0
// What a tool does, in one small picture: before at the left, after at the right. The drawings are cut out by art/cut.mjs.
import classes from './example.module.css'

/** Scenes before and after; where the drawing stays the same, the style sheet shows the difference. */
const SCENES: Record<string, [before: string, after: string]> = {
  enhance: ['living-raw', 'living-empty'],
  virtual_staging: ['living-empty', 'living'],
  declutter: ['living', 'living-empty'],
  day_to_dusk: ['villa', 'villa-dusk'],
  sky_replace: ['residence-grey', 'residence'],
  lawn_green: ['farmhouse-dry', 'farmhouse'],
  straighten: ['kitchen', 'kitchen'],
  white_balance: ['bedroom', 'bedroom'],
  hdr_merge: ['terrace', 'terrace'],
  blur_private: ['townhouse', 'townhouse'],
  renovate: ['bath', 'bath'],
  place_object: ['living-empty', 'living-b'],
  upscale: ['loft', 'loft'],
  watermark: ['garden', 'garden'],
  caption_text: ['study', 'study'],
}

export function Example({ tool }: { tool: string }) {
  const [before, after] = SCENES[tool] ?? ['living-raw', 'living-empty']
  return (
    <span className={classes.example} data-tool={tool} aria-hidden="true">
      <img src={`/art/${before}.svg`} alt="" loading="lazy" draggable={false} />
      <span className={classes.after}>
        <img src={`/art/${after}.svg`} alt="" loading="lazy" draggable={false} />
        <i className={classes.mark} />
      </span>
    </span>
  )
}
