// SPDX-License-Identifier: Apache-2.0
// The studio: photos of a property at the left, with what is made of them; what can be done, and what it costs, at the right.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { nameOf } from '#/estate/labels'
import { PropertyPick } from '#/estate/property-pick'
import { propertyQuery } from '#/estate/queries'
import { useMedia } from '#/media/queries'
import { useRefreshOnArrival } from '#/media/queue/use-uploads'
import { UploadPanel } from '#/media/upload-panel'
import { Bone, Button, controls, Segments } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { Popover } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { ChooseProperty } from './choose-property'
import { FILM, FilmPanel, filmRequest, NEW_FILM } from './film-panel'
import { optionName, toolName } from './names'
import { PhotoStrip } from './photo-strip'
import { PhotoView } from './photo-view'
import { among, type Picks } from './picks'
import { useEdit, useFilm, useProject, useProjects, useQuote, useTools } from './queries'
import {
  canVary,
  linesOf,
  MAX_PHOTOS,
  MAX_VARIANTS,
  type Obstacle,
  obstacleOf,
  requestOf,
  setOption,
  sumOf,
} from './recipe'
import { type Marking, RecipeBuilder } from './recipe-builder'
import { Result } from './result'
import { RunFoot } from './run-foot'
import { idsOf, type StudioSearch } from './search'
import classes from './studio.module.css'
import { TemplateSide } from './template-side'
import { ToolCards } from './tool-cards'
import type { Project } from './types'
import { useDraft } from './use-draft'
import { useRefusal, useWish } from './use-run'
import { useWaiting, Work } from './work'

const HistoryDialog = lazy(() => import('./history-dialog').then((m) => ({ default: m.HistoryDialog })))
const route = getRouteApi('/inside/studio')

export function StudioPage() {
  const { t } = useI18n()
  useTitle(t('rail.studio'))
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const go = (next: StudioSearch, replace = true) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace, resetScroll: false })
  const open = (property: string | undefined) =>
    void navigate({ search: { property, make: search.make, template: search.template }, resetScroll: true })
  // an address that names a result alone tells whose photos they are
  const { data: project } = useProject(search.project)
  const propertyId = search.property ?? project?.property_id ?? undefined
  if (propertyId)
    return <Studio key={propertyId} propertyId={propertyId} project={project} go={go} onProperty={open} />
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>{t('rail.studio')}</h1>
        <TemplatesLink />
      </header>
      <EverybodysWork
        onOpen={(chosen) =>
          void navigate({ search: { property: chosen.property_id ?? undefined, project: chosen.id } })
        }
      />
      <ChooseProperty onChoose={open} />
    </div>
  )
}

function TemplatesLink() {
  const { t } = useI18n()
  return (
    <Link to="/studio/templates" className={controls.link}>
      {t('studio.templates')}
    </Link>
  )
}

function EverybodysWork({ onOpen }: { onOpen(project: Project): void }) {
  const { data } = useProjects(undefined)
  return data?.length ? (
    <div className={classes.everybodys}>
      <Work projects={data} open={undefined} onOpen={onOpen} />
    </div>
  ) : null
}

interface StudioProps {
  propertyId: string
  project: Project | undefined
  go(next: StudioSearch, replace?: boolean): void
  onProperty(id: string | undefined): void
}

function Studio({ propertyId, project, go, onProperty }: StudioProps) {
  const { t } = useI18n()
  const search = route.useSearch()
  const { write } = useRights()
  const media = useMedia(propertyId)
  useRefreshOnArrival(propertyId)
  const projects = useProjects(propertyId)
  const { waiting } = useWaiting(projects.data ?? [])
  const tools = useTools()
  const [marking, setMarking] = useState<Marking>()
  const [history, setHistory] = useState<string>()
  const [anchor, setAnchor] = useState<string | null>(null)
  const draft = useDraft()
  const photos = media.data?.filter((item) => item.type === 'image' && item.status === 'ready') ?? []
  const order = photos.map(({ id }) => id)
  const picks = among({ chosen: idsOf(search.photos), anchor }, order)
  const viewed =
    photos.find(({ id }) => id === search.photo) ?? photos.find(({ id }) => id === picks.chosen[0])
  const film = search.make === 'video'
  const step = marking && draft.steps.find(({ tool }) => tool === marking.tool)
  const shown = search.project ? project : undefined

  function pick(next: Picks) {
    setAnchor(next.anchor)
    if (next.chosen.length > 1) setMarking(undefined)
    go({ photos: next.chosen.join() || undefined, project: undefined })
  }
  const view = (photo: string) => go({ photo, project: undefined })

  useShortcuts(
    {
      esc: () => {
        if (marking) setMarking(undefined)
        else if (search.project) go({ project: undefined })
        else onProperty(undefined)
      },
    },
    !history,
  )

  return (
    <div className={classes.studio} data-result={shown ? '' : undefined}>
      <div className={classes.stage}>
        <header className={classes.head}>
          <h1>{t('rail.studio')}</h1>
          <Segments
            label={t('studio.make')}
            value={film ? 'video' : 'photos'}
            choices={[
              { value: 'photos', label: t('studio.make-photos'), icon: 'image' },
              { value: 'video', label: t('studio.make-video'), icon: 'play' },
            ]}
            onChange={(make) => go({ make: make === 'video' ? make : undefined, project: undefined }, false)}
          />
          <PropertyButton propertyId={propertyId} onChoose={onProperty} />
        </header>
        {shown ? (
          <Result
            key={shown.id}
            project={shown}
            onDecided={() => go({ project: waiting.find(({ id }) => id !== shown.id)?.id })}
            onHistory={setHistory}
            onClose={() => go({ project: undefined })}
          />
        ) : viewed ? (
          <PhotoView
            photo={viewed}
            number={order.indexOf(viewed.id) + 1}
            marking={step && marking}
            options={step?.options ?? {}}
            onMark={(name, value) =>
              marking && draft.setSteps((now) => setOption(now, marking.tool, name, value))
            }
          />
        ) : null}
        {media.error && !media.data ? (
          <Failed error={media.error} retry={() => void media.refetch()} />
        ) : !media.data ? (
          <Bone width="100%" height={240} />
        ) : photos.length === 0 ? (
          <Empty icon="image" title={t('studio.no-photos')} text={t('studio.no-photos-why')} />
        ) : (
          <PhotoStrip photos={photos} picks={picks} viewed={viewed?.id} onPick={pick} onView={view} />
        )}
        {write && (
          <div className={classes.upload}>
            <UploadPanel propertyId={propertyId} slim={photos.length > 0} />
          </div>
        )}
        {projects.data && (
          <Work
            projects={projects.data}
            open={search.project}
            onOpen={(chosen) => {
              go({ project: chosen.id }, false)
              document.getElementById('main')?.scrollIntoView({ block: 'start' })
            }}
          />
        )}
      </div>
      {write ? (
        film ? (
          <FilmSide propertyId={propertyId} photos={photos} picks={picks} onPick={pick} />
        ) : (
          <aside className={classes.panel} aria-label={t('studio.edits')}>
            {search.template ? (
              <TemplateSide
                id={search.template}
                propertyId={propertyId}
                chosen={picks.chosen}
                onLeave={() => go({ template: undefined })}
              />
            ) : tools.data ? (
              <EditSide
                propertyId={propertyId}
                tools={tools.data}
                chosen={picks.chosen}
                draft={draft}
                marking={marking}
                onMark={(next) => {
                  setMarking(next)
                  if (next && picks.chosen[0]) view(picks.chosen[0])
                }}
              />
            ) : tools.error ? (
              <Failed error={tools.error} retry={() => void tools.refetch()} />
            ) : (
              <div className={classes.body}>
                <Bone width="100%" height={480} />
              </div>
            )}
          </aside>
        )
      ) : null}
      {history && (
        <Suspense fallback={null}>
          <HistoryDialog originalId={history} onClose={() => setHistory(undefined)} />
        </Suspense>
      )}
    </div>
  )
}

function PropertyButton({ propertyId, onChoose }: { propertyId: string; onChoose(id: string): void }) {
  const { t, language } = useI18n()
  const agency = useAgency()
  const { data } = useQuery(propertyQuery(agency.id, propertyId))
  const [open, setOpen] = useState(false)
  return (
    <div className={classes.whose}>
      <TemplatesLink />
      <Popover opened={open} onChange={setOpen} position="bottom-end" width={340}>
        <Popover.Target>
          <Button icon="home" aria-expanded={open} onClick={() => setOpen(!open)}>
            <span className={controls.cut}>{data ? nameOf(data.data, language) : '…'}</span>
            <Icon name="down" small />
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <div className={classes.other}>
            <PropertyPick
              value={null}
              label={t('studio.other-property')}
              onChange={(id) => {
                if (!id) return
                setOpen(false)
                onChoose(id)
              }}
            />
            <Link to="/properties/$id" params={{ id: propertyId }} className={controls.link}>
              {t('studio.to-property')}
            </Link>
          </div>
        </Popover.Dropdown>
      </Popover>
    </div>
  )
}

interface EditSideProps {
  propertyId: string
  tools: NonNullable<ReturnType<typeof useTools>['data']>
  chosen: string[]
  draft: ReturnType<typeof useDraft>
  marking: Marking | undefined
  onMark(marking: Marking | undefined): void
}

function EditSide({
  propertyId,
  tools: { tools, providers },
  chosen,
  draft,
  marking,
  onMark,
}: EditSideProps) {
  const { t } = useI18n()
  const { steps, variants, setSteps, setVariants } = draft
  const edit = useEdit()
  const { refused, started } = useRefusal()
  const varies = canVary(steps, tools)
  const each = varies ? variants : 1
  const obstacle = obstacleOf(steps, tools, chosen.length)
  const request = obstacle ? undefined : requestOf(steps, tools, chosen, each, propertyId)
  const lines = linesOf(steps, tools, chosen.length, each)
  const { data: quote } = useQuote(request)
  const total = quote?.total ?? sumOf(lines)
  const wish = useWish(request)
  const words = useObstacleWords()

  function run() {
    if (!request) return
    edit.mutate(
      { key: wish.key(), body: request },
      {
        onSuccess: () => {
          wish.forget()
          onMark(undefined)
          started(chosen.length)
        },
        onError: refused,
      },
    )
  }

  return (
    <>
      <div className={classes.body}>
        <ToolCards
          tools={tools}
          providers={providers}
          steps={steps}
          onChange={(change) => {
            onMark(undefined)
            setSteps(change)
          }}
        />
        <RecipeBuilder
          steps={steps}
          tools={tools}
          photos={chosen.length}
          marking={marking}
          onMark={onMark}
          onChange={setSteps}
        />
        {varies && (
          <div className={classes.variants}>
            <h2 id="studio-variants">{t('studio.variants')}</h2>
            <p>{t('studio.variants-why')}</p>
            <Segments
              label={t('studio.variants')}
              value={String(variants)}
              choices={Array.from({ length: MAX_VARIANTS }, (_, i) => ({
                value: String(i + 1),
                label: String(i + 1),
              }))}
              onChange={(count) => setVariants(Number(count))}
            />
          </div>
        )}
      </div>
      <RunFoot
        lines={lines}
        photos={chosen.length}
        total={total}
        left={quote?.available_after}
        obstacle={obstacle && words(obstacle)}
        lead={LEADS[obstacle?.why ?? 'no-tool'] ?? 'studio-photos'}
        busy={edit.isPending}
        onRun={run}
      />
    </>
  )
}

/** What is missing is found there. */
const LEADS: Partial<Record<Obstacle['why'], string>> = {
  'no-tool': 'studio-edits',
  unavailable: 'studio-edits',
  lacking: 'studio-recipe',
  'brackets-first': 'studio-recipe',
}

function useObstacleWords() {
  const { t } = useI18n()
  return (obstacle: Obstacle): string => {
    switch (obstacle.why) {
      case 'lacking':
        return t('studio.lacks.lacking', {
          name: toolName(t, obstacle.tool),
          option: optionName(t, obstacle.option),
        })
      case 'one-photo':
      case 'unavailable':
        return t(`studio.lacks.${obstacle.why}`, { name: toolName(t, obstacle.tool) })
      case 'too-many':
        return t('studio.lacks.too-many', { most: MAX_PHOTOS })
      default:
        return t(`studio.lacks.${obstacle.why}`)
    }
  }
}

interface FilmSideProps {
  propertyId: string
  photos: NonNullable<ReturnType<typeof useMedia>['data']>
  picks: Picks
  onPick(picks: Picks): void
}

function FilmSide({ propertyId, photos, picks, onPick }: FilmSideProps) {
  const { t } = useI18n()
  const [film, setFilm] = useState(NEW_FILM)
  const make = useFilm()
  const { refused } = useRefusal()
  const { chosen } = picks
  const body = { ...filmRequest(film, chosen), property_id: propertyId }
  const wish = useWish(body)
  const tool = useTools().data?.tools.find(({ input }) => input === 'photos')
  const obstacle =
    tool?.available === false
      ? t('studio.lacks.unavailable', { name: toolName(t, tool.name) })
      : chosen.length < FILM.least
        ? t('studio.film-few')
        : chosen.length > FILM.most
          ? t('studio.film-many', { most: FILM.most })
          : undefined
  return (
    <aside className={classes.panel} aria-label={t('studio.video')}>
      <div className={classes.body}>
        <FilmPanel
          film={film}
          photos={photos}
          chosen={chosen}
          onChange={setFilm}
          onLeaveOut={(id) => onPick({ ...picks, chosen: chosen.filter((one) => one !== id) })}
        />
      </div>
      <RunFoot
        lines={[]}
        photos={chosen.length}
        total={tool?.price ?? 0}
        left={undefined}
        obstacle={obstacle}
        lead="studio-photos"
        busy={make.isPending}
        video
        onRun={() =>
          make.mutate(
            { key: wish.key(), body },
            {
              onSuccess: () => {
                wish.forget()
                toast(t('studio.started-video'))
              },
              onError: refused,
            },
          )
        }
      />
    </aside>
  )
}
