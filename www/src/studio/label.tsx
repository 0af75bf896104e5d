// SPDX-License-Identifier: Apache-2.0
// What stands on a picture that shows what is not there: every kind of alteration in words, never a sign alone.
import type { Translate } from '#/app/i18n/i18n'
import { useI18n } from '#/app/i18n/i18n'
import { Icon } from '#/ui/icon'
import classes from './label.module.css'

/** As RESO's MediaAlteration calls them, in the order and the words of the server's labels (studio.label). */
const ALTERATIONS = [
  'VirtualStagingItemAddition',
  'DeclutteredItemRemoved',
  'TwilightConversion',
  'VirtualRenovation',
  'VirtualEnhancements',
  'OtherMediaModification',
] as const

/** One that nobody here knows is an alteration all the same. */
export function alterationText(t: Translate, alterations: readonly string[] | undefined): string {
  const known = ALTERATIONS.filter((name) => alterations?.includes(name))
  return known.map((name) => t(`altered.${name}`)).join(' · ') || t('altered.some')
}

interface AlteredLabelProps {
  alterations?: readonly string[] | undefined
  /** The server's own words, where it has some for this reader. */
  words?: string | null
  /** Where the original can be seen. */
  original?: string | null
}

export function AlteredLabel({ alterations, words, original }: AlteredLabelProps) {
  const { t } = useI18n()
  return (
    <span className={classes.label}>
      <Icon name="studio" small />
      <span>
        {words ?? alterationText(t, alterations)}
        {original && (
          <>
            {' '}
            <a href={original} target="_blank" rel="noreferrer">
              {t('altered.original')}
            </a>
          </>
        )}
      </span>
    </span>
  )
}
