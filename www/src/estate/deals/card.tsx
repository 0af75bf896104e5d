// SPDX-License-Identifier: Apache-2.0
// A deal on the board: what, how much, with whom, and how long it has been there.
import { Link } from '@tanstack/react-router'
import type { KeyboardEventHandler } from 'react'
import type { DealRow, DealStage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { controls, IconButton, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { Photo } from '#/ui/photo'
import { inLanguage } from '../labels'
import classes from './deals.module.css'

/** Whole days in the stage; from these on it asks for attention. */
const LONG = 14
const TOO_LONG = 21

export function daysIn(since: string | undefined, now = Date.now()): number {
  return since ? Math.max(0, Math.floor((now - new Date(since).getTime()) / 86_400_000)) : 0
}

interface CardProps {
  deal: DealRow
  /** Without these it is only shown. */
  stages?: DealStage[]
  onMove?(stage: string): void
  onWon?(): void
  onLost?(): void
  onKeyDown?: KeyboardEventHandler
  onBlur?(): void
  describedBy?: string
}

export function Card({ deal, stages, onMove, onWon, onLost, onKeyDown, onBlur, describedBy }: CardProps) {
  const { t, fmt, language } = useI18n()
  const days = daysIn(deal.stage_since)
  const name = deal.contact?.name
  const cover = deal.property?.cover_media
  return (
    <>
      <div className={classes.top}>
        <Link
          id={`deal-${deal.id}`}
          to="/deals/$id"
          params={{ id: deal.id }}
          draggable={false}
          aria-describedby={describedBy}
          onKeyDown={onKeyDown}
          onBlur={onBlur}
        >
          {deal.title}
        </Link>
        {cover && <Photo className={classes.photo} {...pictureIn(cover, '56px')} alt="" />}
      </div>
      <b>{deal.amount == null ? t('deal.no-amount') : fmt.money(deal.amount, deal.currency ?? 'EUR')}</b>
      <p>
        {deal.status === 'lost'
          ? deal.close_reason
          : deal.expected_close_on && t('deal.expected', { date: fmt.date(deal.expected_close_on) })}
      </p>
      <div className={classes.foot}>
        {name && (
          <span className={controls.cut}>
            <Who name={name} size="s" />
            <span className={controls.cut}>{name}</span>
          </span>
        )}
        {deal.status === 'open' ? (
          <span className={classes.days} data-long={days >= TOO_LONG ? 'very' : days >= LONG || undefined}>
            <Icon name="clock" small />
            {t('deal.days', { days })}
          </span>
        ) : (
          <span className={classes.days}>
            {t(deal.status === 'lost' ? 'deal.status.lost' : 'deal.status.won')} ·{' '}
            {fmt.date(deal.closed_at ?? '')}
          </span>
        )}
        {stages && (
          <Menu width={220}>
            <Menu.Target>
              <IconButton small icon="more" label={t('deal.actions', { title: deal.title ?? '' })} />
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('deal.move-to')}</Menu.Label>
              {stages.map((stage) => (
                <Menu.Choice
                  key={stage.id}
                  checked={stage.id === deal.stage_id}
                  onChoose={() => onMove?.(stage.id)}
                >
                  {inLanguage(stage.name, language)}
                </Menu.Choice>
              ))}
              <Menu.Divider />
              <Menu.Item leftSection={<Icon name="check" small />} onClick={onWon}>
                {t('deal.mark-won')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="x" small />} onClick={onLost}>
                {t('deal.mark-lost')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </>
  )
}
