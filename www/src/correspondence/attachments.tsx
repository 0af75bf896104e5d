// SPDX-License-Identifier: Apache-2.0
// Files that go with a mail: of the property or the contact it is about, or from this device, kept with the contact.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useAgency } from '#/agency/me'
import { api, ok } from '#/api/client'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { transfer } from '#/media/queue/transfer'
import { controls } from '#/ui/control'
import { Icon } from '#/ui/icon'
import classes from './correspondence.module.css'
import { type About, attachableQuery } from './queries'

const MOST = 10

interface AttachmentsProps {
  about: About
  chosen: string[]
  error: string | undefined
  onChange(ids: string[]): void
}

/** Straight to the store, then told of: as photos go, one at a time. */
async function upload(file: File, contactId: string): Promise<MediaItem | undefined> {
  const target = { contact_id: contactId }
  const { files } = await ok(
    api.POST('/api/media/presign', {
      body: { ...target, files: [{ filename: file.name, content_type: file.type, size: file.size }] },
    }),
  )
  const slot = files[0]
  if (!slot) return
  await transfer(
    {
      ...slot,
      headers: slot.headers as Record<string, string>,
      until: new Date(slot.expires_at).getTime(),
    },
    file,
    () => undefined,
    new AbortController().signal,
  )
  const { data } = await ok(
    api.POST('/api/media/commit', { body: { ...target, files: [{ storage_key: slot.storage_key }] } }),
  )
  return data[0] as MediaItem | undefined
}

function useFiles(about: About): MediaItem[] {
  const agency = useAgency()
  const ofProperty = useQuery({
    ...attachableQuery(agency.id, { property_id: about.property_id ?? '' }),
    enabled: Boolean(about.property_id),
  })
  const ofContact = useQuery({
    ...attachableQuery(agency.id, { contact_id: about.contact_id ?? '' }),
    enabled: Boolean(about.contact_id),
  })
  const all = [...(ofContact.data ?? []), ...(ofProperty.data ?? [])]
  return all.filter((file, at) => all.findIndex((other) => other.id === file.id) === at)
}

export function Attachments({ about, chosen, error, onChange }: AttachmentsProps) {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const client = useQueryClient()
  const files = useFiles(about)
  const input = useId()
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])

  async function add(list: FileList | null) {
    if (!list?.length || !about.contact_id) return
    setBusy(true)
    setWrong(undefined)
    const added: string[] = []
    try {
      for (const file of list) {
        const item = await upload(file, about.contact_id)
        if (item) added.push(item.id)
      }
    } catch {
      setWrong(t('mail.upload-failed'))
    }
    await client.invalidateQueries({ queryKey: ['media', agency.id, 'attachable'] })
    setBusy(false)
    onChange([...chosen, ...added])
  }

  return (
    <fieldset className={classes.attachments}>
      <legend>{t('mail.attachments', { n: chosen.length })}</legend>
      {files.length > 0 && (
        <ul>
          {files.map((file) => (
            <li key={file.id}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.includes(file.id)}
                  disabled={chosen.length >= MOST && !chosen.includes(file.id)}
                  onChange={() => toggle(file.id)}
                />
                {file.thumbnail_url ? (
                  <img src={file.thumbnail_url} alt="" loading="lazy" />
                ) : (
                  <Icon name="image" />
                )}
                <span>
                  {file.title ?? file.file_name}
                  {file.size != null && <small>{fmt.bytes(file.size)}</small>}
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {about.contact_id && (
        <>
          <label htmlFor={input} className={controls.button} data-small="true">
            <Icon name="upload" small />
            {t(busy ? 'mail.uploading' : 'mail.upload')}
          </label>
          <input
            id={input}
            type="file"
            multiple
            className={classes.pick}
            disabled={busy}
            onChange={(event) => {
              void add(event.currentTarget.files)
              event.currentTarget.value = ''
            }}
          />
        </>
      )}
      {(error ?? wrong) && (
        <p role="alert" className="mantine-InputWrapper-error">
          {error ?? wrong}
        </p>
      )}
    </fieldset>
  )
}
