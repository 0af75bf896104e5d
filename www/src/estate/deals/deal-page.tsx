// SPDX-License-Identifier: Apache-2.0
// One deal: where it stands, what it comes to, who takes part, and how long it was where.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Deal } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { RecordMails } from '#/correspondence/record-mails'
import { asButton, Bone, Button, IconButton, Tag } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { SharedTag } from '../colleagues/shared-tag'
import { useContact } from '../contacts'
import { type Fact, FactList } from '../fact-list'
import facts from '../facts.module.css'
import { inLanguage, nameOf } from '../labels'
import { propertyQuery } from '../queries'
import { RecordTimeline } from '../timeline/record-timeline'
import { daysIn } from './card'
import { DealForm } from './deal-form'
import classes from './deals.module.css'
import { LostDialog } from './lost-dialog'
import { Parties } from './parties'
import { dealQuery, stagesQuery, staysQuery } from './queries'
import { useDealActions } from './use-close'

const ColleaguesDialog = lazy(() =>
  import('../colleagues/colleagues-dialog').then((m) => ({ default: m.ColleaguesDialog })),
)

const route = getRouteApi('/inside/deals/$id')

export function DealPage() {
  const { id } = route.useParams()
  const agency = useAgency()
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(dealQuery(agency.id, id))
  useTitle(data?.data.title)
  if (data) return <Page deal={data.data} etag={data.etag} />
  if (error)
    return (
      <Failed whole error={error} retry={() => void refetch()}>
        <Link to="/deals" {...asButton()}>
          {t('deal.back')}
        </Link>
      </Failed>
    )
  return (
    <div className={classes.page} aria-busy="true">
      <Bone width="48%" height={34} />
      <Bone width="100%" height={200} />
    </div>
  )
}

function Page({ deal, etag }: { deal: Deal; etag: string | null }) {
  const { t } = useI18n()
  const { write } = useRights()
  const navigate = route.useNavigate()
  const actions = useDealActions()
  const [editing, setEditing] = useState(false)
  const [losing, setLosing] = useState(false)
  const [sharing, setSharing] = useState(false)
  const open = deal.status === 'open'
  async function remove() {
    if (await actions.remove(deal)) await navigate({ to: '/deals' })
  }
  useShortcuts(
    { e: () => write && setEditing(true), esc: () => void navigate({ to: '/deals' }) },
    !editing && !losing && !sharing,
  )
  return (
    <article className={classes.page}>
      <Crumb to="/deals">{t('rail.deals')}</Crumb>
      <header className={classes.head}>
        <h1>{deal.title}</h1>
        <SharedTag ownerId={deal.owner_id} />
        {!open && (
          <Tag kind={deal.status === 'won' ? 'green' : 'red'}>
            {t(deal.status === 'lost' ? 'deal.status.lost' : 'deal.status.won')}
          </Tag>
        )}
        {write && (
          <span className={classes.buttons}>
            <Button icon="pen" onClick={() => setEditing(true)}>
              {t('ui.edit')}
            </Button>
            <Menu width={240}>
              <Menu.Target>
                <IconButton kind="plain" icon="more" label={t('deal.actions', { title: deal.title ?? '' })} />
              </Menu.Target>
              <Menu.Dropdown>
                {open && (
                  <Menu.Item leftSection={<Icon name="x" small />} onClick={() => setLosing(true)}>
                    {t('deal.mark-lost')}
                  </Menu.Item>
                )}
                <Menu.Item leftSection={<Icon name="contacts" small />} onClick={() => setSharing(true)}>
                  {t('colleagues.share')}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="trash" small />} onClick={() => void remove()}>
                  {t('ui.delete')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
            {open && (
              <Button kind="main" icon="check" onClick={() => void actions.won(deal)}>
                {t('deal.mark-won')}
              </Button>
            )}
          </span>
        )}
      </header>
      <StagePath
        deal={deal}
        canWrite={write}
        onMove={(stage) => void actions.move(deal.id, { stage_id: stage })}
      />
      <div className={classes.columns}>
        <div>
          <Facts deal={deal} />
          <Parties deal={deal} canWrite={write} />
          <RecordMails
            find={{ deal_id: deal.id }}
            about={{
              deal_id: deal.id,
              contact_id: deal.contact_id ?? undefined,
              property_id: deal.property_id ?? undefined,
            }}
          />
          <RecordTimeline about={{ deal_id: deal.id }} />
        </div>
        <Stays deal={deal} />
      </div>
      {editing && <DealForm deal={deal} etag={etag} onClose={() => setEditing(false)} />}
      {losing && <LostDialog deal={deal} onClose={() => setLosing(false)} />}
      {sharing && (
        <Suspense fallback={null}>
          <ColleaguesDialog
            link="deal_id"
            id={deal.id}
            ownerId={deal.owner_id ?? ''}
            name={deal.title ?? ''}
            onClose={() => setSharing(false)}
          />
        </Suspense>
      )}
    </article>
  )
}

interface StagePathProps {
  deal: Deal
  canWrite: boolean
  onMove(stage: string): void
}

/** The stages, the one it is in marked; another is a click away, and opens what was closed. */
function StagePath({ deal, canWrite, onMove }: StagePathProps) {
  const { t, language } = useI18n()
  const { data = [] } = useQuery(stagesQuery(useAgency().id))
  return (
    <ol className={classes.path} aria-label={t('deal.stages')}>
      {data.map((stage) => {
        const here = stage.id === deal.stage_id && deal.status === 'open'
        const name = inLanguage(stage.name, language)
        return (
          <li key={stage.id} aria-current={here ? 'step' : undefined}>
            {canWrite && !here ? (
              <button type="button" onClick={() => onMove(stage.id)}>
                {name}
              </button>
            ) : (
              <span>{name}</span>
            )}
          </li>
        )
      })}
    </ol>
  )
}

function Facts({ deal }: { deal: Deal }) {
  const { t, fmt, language } = useI18n()
  const agency = useAgency()
  const { data: contact } = useContact(deal.contact_id)
  const { data: property } = useQuery({
    ...propertyQuery(agency.id, deal.property_id ?? ''),
    enabled: Boolean(deal.property_id),
  })
  const owner = memberName(useMemberNames().get(deal.owner_id ?? ''))
  const rows: Fact[] = [
    [
      t('deal.amount'),
      deal.amount == null ? t('deal.no-amount') : fmt.money(deal.amount, deal.currency ?? 'EUR'),
    ],
    [t('deal.field.expected_close_on'), deal.expected_close_on && fmt.date(deal.expected_close_on)],
    [
      t('deal.field.property'),
      property && (
        <Link to="/properties/$id" params={{ id: property.data.id }} className={classes.link}>
          {nameOf(property.data, language)}
        </Link>
      ),
    ],
    [t('deal.field.contact'), contact?.name],
    [t('deal.owner'), owner],
    [t('deal.closed-on'), deal.closed_at && fmt.date(deal.closed_at)],
    [t('deal.field.close_reason'), deal.close_reason],
    [t('deal.made-on'), deal.created_at && fmt.date(deal.created_at)],
  ]
  return (
    <section className={facts.block}>
      <header>
        <h2>{t('deal.facts')}</h2>
      </header>
      <FactList facts={rows} />
      {deal.notes && (
        <div className={facts.notes}>
          <h2>{t('deal.field.notes')}</h2>
          <p>{deal.notes}</p>
        </div>
      )}
    </section>
  )
}

/** Where it was, and how long. */
function Stays({ deal }: { deal: Deal }) {
  const { t, fmt, language } = useI18n()
  const agency = useAgency()
  const { data: stages = [] } = useQuery(stagesQuery(agency.id))
  const { data = [] } = useQuery(staysQuery(agency.id, deal.id))
  const nameOfStage = (id: string) =>
    inLanguage(stages.find((stage) => stage.id === id)?.name, language) ?? t('deal.stage-gone')
  return (
    <aside className={classes.stays}>
      <h2>{t('deal.stays')}</h2>
      <ol>
        {[...data].reverse().map((stay) => (
          <li key={stay.entered_at}>
            <b>{nameOfStage(stay.stage_id)}</b>
            <span>
              {t('deal.stay-days', {
                days: daysIn(stay.entered_at, stay.left_at ? new Date(stay.left_at).getTime() : undefined),
              })}
            </span>
            <small>
              {stay.left_at
                ? t('deal.stay-from-to', { from: fmt.date(stay.entered_at), to: fmt.date(stay.left_at) })
                : t('deal.stay-since', { from: fmt.date(stay.entered_at) })}
            </small>
          </li>
        ))}
      </ol>
    </aside>
  )
}
