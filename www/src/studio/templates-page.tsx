// SPDX-License-Identifier: Apache-2.0
// What is done again and again, kept with words to fill in: the agency's templates, and those that others have made public.
import { getRouteApi, Link } from '@tanstack/react-router'
import { useAgency, useMe, useRights } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { asButton, Bone, Button, controls, IconButton, Tag } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Empty, Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import { Example } from './example'
import { recipeName } from './names'
import { TemplateDialog } from './template-dialog'
import { useDeleteTemplate, useRestoreTemplate, useTemplates } from './templates'
import classes from './templates.module.css'
import type { Template } from './types'

const route = getRouteApi('/inside/studio/templates')

export function StudioTemplatesPage() {
  const { t } = useI18n()
  useTitle(t('studio.templates'))
  const { write } = useRights()
  const { open } = route.useSearch()
  const navigate = route.useNavigate()
  const show = (id: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, open: id }), resetScroll: false })
  const { data, error, refetch } = useTemplates()
  const opened = data?.find(({ id }) => id === open)
  return (
    <div className={classes.page}>
      <Crumb to="/studio">{t('rail.studio')}</Crumb>
      <header className={classes.head}>
        <div>
          <h1>{t('studio.templates')}</h1>
          <p>{t('studio.templates-lead')}</p>
        </div>
        {write && data && data.length > 0 && (
          <Button kind="main" icon="plus" onClick={() => show('new')}>
            {t('studio.template.add')}
          </Button>
        )}
      </header>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bone width="100%" height={200} />
      ) : data.length === 0 ? (
        <Empty icon="studio" title={t('studio.templates-none')} text={t('studio.templates-none-why')}>
          {write && (
            <Button kind="main" icon="plus" onClick={() => show('new')}>
              {t('studio.template.add')}
            </Button>
          )}
        </Empty>
      ) : (
        <ul className={classes.grid}>
          {data.map((template) => (
            <Card key={template.id} template={template} onEdit={() => show(template.id)} />
          ))}
        </ul>
      )}
      {(opened || open === 'new') && (
        <TemplateDialog key={open} template={opened} onClose={() => show(undefined)} />
      )}
    </div>
  )
}

function Card({ template, onEdit }: { template: Template; onEdit(): void }) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const { write, manage } = useRights()
  const remove = useDeleteTemplate()
  const restore = useRestoreTemplate()
  const search = route.useSearch()
  const { name } = template
  const mine = (template.agency_id ?? agency.id) === agency.id && (manage || template.owner_id === me.id)
  const failed = () => toast(t('failed.other.text'), { bad: true })
  async function drop() {
    try {
      await remove.mutateAsync(template.id)
    } catch {
      return failed()
    }
    toast(t('studio.template.deleted', { name }), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(template.id).catch(failed) },
    })
  }
  return (
    <li className={classes.card}>
      <Example tool={template.recipe.at(-1)?.tool ?? 'enhance'} />
      <div className={classes.words}>
        <b className={controls.cut}>{name}</b>
        <small>{recipeName(t, fmt, template.recipe)}</small>
        {template.description && <p>{template.description}</p>}
        <span className={classes.tags}>
          {template.is_public && <Tag kind="green">{t('studio.template.public')}</Tag>}
          <Tag>{t('studio.template.used', { count: template.usage_count })}</Tag>
        </span>
      </div>
      {write && (
        <div className={classes.ways}>
          <Link
            to="/studio"
            search={{ template: template.id, property: search.property, photos: search.photos }}
            {...asButton({ small: true })}
            aria-label={t('studio.template.use-of', { name })}
          >
            {t('studio.template.use')}
          </Link>
          {mine && (
            <>
              <IconButton small icon="pen" label={t('studio.template.edit-of', { name })} onClick={onEdit} />
              <IconButton
                small
                icon="trash"
                label={t('studio.template.delete-of', { name })}
                onClick={() => void drop()}
              />
            </>
          )}
        </div>
      )}
    </li>
  )
}
