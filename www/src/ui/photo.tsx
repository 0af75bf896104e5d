// SPDX-License-Identifier: Apache-2.0
// A photograph in a frame of known ratio: the space is there before the picture, the picture fades in.
import { type ReactNode, useState } from 'react'
import { Icon } from './icon'
import classes from './photo.module.css'

interface PhotoProps {
  src: string | null | undefined
  /** Others of the same picture, among which the browser chooses by the width of the frame. */
  srcSet?: string
  sizes?: string
  alt: string
  /** Shown blurred until `src` is there. */
  preview?: string | null
  eager?: boolean
  children?: ReactNode
  className?: string
}

export function Photo({ src, srcSet, sizes, alt, preview, eager, children, className }: PhotoProps) {
  const [state, setState] = useState<'wait' | 'here' | 'broken'>('wait')
  return (
    <span className={`${classes.photo} ${className ?? ''}`} data-state={src ? state : 'none'}>
      {preview && state === 'wait' && <img className={classes.preview} src={preview} alt="" />}
      {src && state !== 'broken' ? (
        <img
          className={classes.picture}
          src={src}
          srcSet={srcSet}
          sizes={srcSet && sizes}
          alt={alt}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
          ref={(img) => {
            // A picture from the cache is complete before React listens.
            if (img?.complete && img.naturalWidth && state === 'wait') setState('here')
          }}
          onLoad={() => setState('here')}
          onError={() => setState('broken')}
        />
      ) : (
        <span className={classes.none}>
          <Icon name="image" />
        </span>
      )}
      {children}
    </span>
  )
}
