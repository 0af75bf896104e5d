// SPDX-License-Identifier: Apache-2.0
// Texts that are written again and again: the agency's and one's own.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import page from '#/agency/page.module.css'
import { Subpage } from '#/agency/subpage'
import type { MessageTemplate } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, IconButton, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import classes from './correspondence.module.css'
import { templatesQuery, useDeleteTemplate, useRestoreTemplate } from './queries'
import { TemplateDialog } from './template-dialog'

export function TemplatesPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(templatesQuery(useAgency().id))
  const [open, setOpen] = useState<MessageTemplate | 'new'>()
  const add = (
    <Button kind="main" icon="plus" onClick={() => setOpen('new')}>
      {t('template.add')}
    </Button>
  )
  return (
    <Subpage title={t('template.title')} lead={t('template.lead')} action={add}>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <ul className={classes.templates} aria-busy={!data}>
          {data?.map((each) => <Row key={each.id} template={each} onEdit={() => setOpen(each)} />) ?? (
            <Bone width="100%" height={72} />
          )}
          {data?.length === 0 && <li className={page.none}>{t('template.none')}</li>}
        </ul>
      )}
      {open && (
        <TemplateDialog template={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Subpage>
  )
}

function Row({ template, onEdit }: { template: MessageTemplate; onEdit(): void }) {
  const { t } = useI18n()
  const remove = useDeleteTemplate()
  const restore = useRestoreTemplate()
  const name = template.name ?? ''
  const failed = () => toast(t('failed.other.text'), { bad: true })
  async function drop() {
    try {
      await remove.mutateAsync(template.id)
    } catch {
      return failed()
    }
    toast(t('template.deleted', { name }), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(template.id).catch(failed) },
    })
  }
  return (
    <li>
      <div>
        <b>{name}</b>
        <small>{template.subject}</small>
      </div>
      {template.private && <Tag>{t('template.private')}</Tag>}
      <Tag>{t(`template.language.${template.language ?? 'en'}`)}</Tag>
      <span>
        <IconButton icon="pen" label={t('template.edit-of', { name })} onClick={onEdit} />
        <IconButton icon="trash" label={`${t('ui.delete')}: ${name}`} onClick={() => void drop()} />
      </span>
    </li>
  )
}
