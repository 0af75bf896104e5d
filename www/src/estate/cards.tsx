// SPDX-License-Identifier: Apache-2.0
// The list as photographs. Only the rows on the screen are in the page, whatever the list's length.
import { useMediaQuery } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useRights } from '#/agency/me'
import type { PropertyRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { asButton, Bone, controls, Spoken } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import { PickCard } from './bulk/pick'
import type { Selection } from './bulk/use-selection'
import classes from './cards.module.css'
import { nameOf, placeOf, priceOf } from './labels'
import { plainClick } from './plain-click'
import { State } from './state'
import { type ListKeys, rowId } from './use-list-keys'

export interface ListProps {
  rows: PropertyRow[]
  total: number
  keys: ListKeys<PropertyRow>
  open(row: PropertyRow): void
  openId: string | undefined
  more: boolean
  loadMore(): void
  /** Undefined: nothing is picked now. */
  selection?: Selection
}

const MIN_CARD = 296
const GAP = 24
const TEXT_HEIGHT = 84

/** Columns that fit, from the width of the list itself: it changes when a record opens beside it. */
function useColumns() {
  const ref = useRef<HTMLUListElement>(null)
  const [width, setWidth] = useState(0)
  const [top, setTop] = useState(0)
  const phone = useMediaQuery('(max-width: 720px)', undefined, { getInitialValueInEffect: false })
  useLayoutEffect(() => {
    const list = ref.current
    if (!list) return
    const measure = () => {
      setWidth(list.clientWidth)
      setTop(list.getBoundingClientRect().top + window.scrollY)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(list)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  const columns = phone ? 1 : Math.max(2, Math.min(5, Math.floor((width + GAP) / (MIN_CARD + GAP)) || 3))
  return { ref, width, top, columns }
}

export function Cards({ rows, keys, open, openId, more, loadMore, selection }: ListProps) {
  const { write } = useRights()
  const { ref, width, top, columns } = useColumns()
  const cardWidth = (width - GAP * (columns - 1)) / columns
  const lines = Math.ceil(rows.length / columns)
  const virtual = useWindowVirtualizer({
    count: lines,
    estimateSize: () => (cardWidth * 2) / 3 + TEXT_HEIGHT + 40,
    overscan: 2,
    scrollMargin: top,
  })
  const { measure } = virtual
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights follow the width of a card
  useLayoutEffect(() => measure(), [measure, cardWidth])
  keys.scroller.current = (index) => virtual.scrollToIndex(Math.floor(index / columns), { align: 'auto' })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  // each time: what was under way may have been given up for something else
  useEffect(() => {
    if (more && last >= lines - 3) loadMore()
  })

  // One flat list, so that a card keeps its element, and with it the focus, when the number of columns changes.
  const shown =
    width === 0
      ? []
      : items.flatMap((line) =>
          rows
            .slice(line.index * columns, (line.index + 1) * columns)
            .map((row, column) => ({ row, line, index: line.index * columns + column })),
        )

  return (
    <ul ref={ref} className={classes.cards} style={{ height: virtual.getTotalSize() }}>
      {shown.map(({ row, index, line }) => (
        <li
          key={row.id}
          data-row={row.id}
          aria-setsize={more ? -1 : rows.length}
          aria-posinset={index + 1}
          style={{
            width: cardWidth,
            transform: `translate(${(index % columns) * (cardWidth + GAP)}px, ${line.start - top}px)`,
          }}
        >
          <Card
            row={row}
            isOpen={row.id === openId}
            index={index}
            canWrite={write}
            onOpen={open}
            onFocus={keys.focused}
            eager={line.index < 2}
            picked={selection?.has(row.id)}
            onPick={selection?.toggle}
          />
        </li>
      ))}
    </ul>
  )
}

interface CardProps {
  row: PropertyRow
  isOpen: boolean
  eager: boolean
  index: number
  canWrite: boolean
  onOpen(row: PropertyRow): void
  onFocus(index: number): void
  /** Undefined: nothing is picked now. */
  picked?: boolean
  onPick?(id: string): void
}

const Card = memo(function Card(props: CardProps) {
  const { row, index, isOpen, eager, canWrite, onOpen, onFocus, picked, onPick } = props
  const { t, fmt, language } = useI18n()
  const name = nameOf(row, language)
  const cover = pictureIn(row.cover_media, '(max-width: 720px) 100vw, 400px')
  const price = priceOf(row, fmt)
  return (
    <article className={classes.card} data-open={isOpen || undefined} data-picked={picked || undefined}>
      <a
        href={`/properties/${row.id}`}
        id={rowId(row.id)}
        className={classes.cover}
        onClick={(event) => plainClick(event, () => onOpen(row))}
        onFocus={() => onFocus(index)}
      >
        <Spoken>{[name, placeOf(row, language), price].filter(Boolean).join(', ')}</Spoken>
      </a>
      {onPick && <PickCard name={name} checked={picked ?? false} onPick={() => onPick(row.id)} />}
      {cover.src ? (
        <Photo className={classes.photo} {...cover} alt="" eager={eager}>
          <span className={classes.state}>
            <State property={row} />
          </span>
          {row.cover_media?.is_altered && (
            <span className={classes.altered}>
              <Icon name="studio" small />
              {t('card.altered')}
            </span>
          )}
        </Photo>
      ) : (
        <div className={`${classes.photo} ${classes.none}`}>
          <span className={classes.state}>
            <State property={row} />
          </span>
          <Icon name="camera" />
          <span>{t('card.no-photo')}</span>
          {canWrite && (
            <Link
              to="/properties/$id"
              params={{ id: row.id }}
              search={{ tab: 'photos' }}
              {...asButton({ small: true })}
            >
              <Icon name="upload" small />
              {t('card.add-photos')}
            </Link>
          )}
        </div>
      )}
      <div className={classes.line}>
        <span className={`${classes.name} ${controls.cut}`}>{name}</span>
        <b>{price ?? <span className={classes.quiet}>{t('card.no-price')}</span>}</b>
      </div>
      <p className={`${classes.place} ${controls.cut}`}>{placeOf(row, language)}</p>
      <CardFacts row={row} />
    </article>
  )
})

function CardFacts({ row }: { row: PropertyRow }) {
  const { t, fmt } = useI18n()
  return (
    <div className={classes.facts}>
      {row.bedrooms != null && (
        <span title={t('field.bedrooms')}>
          <Icon name="bed" small />
          {fmt.number(row.bedrooms)}
        </span>
      )}
      {row.living_area != null && (
        <span title={t('field.living_area')}>
          <Icon name="area" small />
          {fmt.area(row.living_area)}
        </span>
      )}
      {row.energy_class && row.energy_class !== 'exempt' && (
        <span>
          <Icon name="leaf" small />
          {t('card.energy', { letter: row.energy_class })}
        </span>
      )}
      <span className={classes.photos} title={t('property.photos')}>
        <Icon name="image" small />
        {fmt.number(row.media_count ?? 0)}
      </span>
    </div>
  )
}

export function CardsSkeleton() {
  return (
    <div className={classes.bones}>
      {[1, 2, 3, 4, 5, 6].map((n) => (
        <div key={n}>
          <span className={`${classes.photo} ${controls.bone}`} />
          <div className={classes.line}>
            <Bone width="55%" height={18} />
            <Bone width="25%" height={18} />
          </div>
          <Bone width="40%" />
        </div>
      ))}
    </div>
  )
}
