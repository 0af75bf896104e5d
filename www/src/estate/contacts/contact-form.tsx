// SPDX-License-Identifier: Apache-2.0
// The fields of a contact. Only the name is needed.
import { useRights } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import { type MessageKey, useI18n } from '#/app/i18n/i18n'
import { Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms } from '#/ui/form'
import { Select, TagsInput } from '#/ui/select'
import { Block, DraftForm, type FieldsProps } from '../draft-form'
import { STATUSES, TYPES } from './filters'
import { changedFields, type FieldName, type FormValues } from './form-model'

interface ContactFormProps {
  /** "new" or the record's id: which draft this is. */
  what: string
  userId: string
  initial: FormValues
  etag: string | null
  saveLabel: string
  onSave(values: FormValues): Promise<unknown>
  onLeave(): void
  onBack(): void
}

const check = (values: FormValues) => (values.name.trim() ? [] : [{ pointer: '/name', code: 'required' }])

export function ContactForm({ what, ...rest }: ContactFormProps) {
  return (
    <DraftForm what={`contact.${what}`} changed={changedFields} check={check} {...rest}>
      {(fields) => <Fields {...fields} isNew={what === 'new'} />}
    </DraftForm>
  )
}

function Fields({ values, set, errors, isNew }: FieldsProps<FormValues> & { isNew: boolean }) {
  const { t } = useI18n()
  const { manage } = useRights()
  const { data: members = [] } = useMembers()
  const errorAt = useFieldError(errors)
  const text = (name: 'name' | 'email' | 'phone') => ({
    label: t(`contact.field.${name}`),
    value: values[name],
    error: errorAt(`/${name}`),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value),
  })
  return (
    <>
      <Block title={t('contact.form.who')}>
        <TextInput {...text('name')} required autoFocus={isNew} maxLength={200} />
        <div className={forms.pair}>
          <Select
            label={t('contact.field.type')}
            data={TYPES.map((value) => ({ value, label: t(`contact-type.${value}`) }))}
            value={values.type}
            onChange={(value) => set('type', value as FormValues['type'])}
            error={errorAt('/type')}
          />
          <Select
            label={t('contact.field.status')}
            data={STATUSES.map((value) => ({ value, label: t(`contact.status.${value}`) }))}
            value={values.status}
            onChange={(value) => set('status', value as FormValues['status'])}
            error={errorAt('/status')}
          />
        </div>
      </Block>
      <Block title={t('contact.form.reach')} why={t('contact.form.reach-why')}>
        <div className={forms.pair}>
          <TextInput {...text('phone')} type="tel" description={t('contact.form.phone-why')} />
          <TextInput {...text('email')} type="email" description={t('contact.form.email-why')} />
        </div>
      </Block>
      <Block title={t('contact.form.inside')} why={t('contact.form.inside-why')}>
        <TagsInput
          label={t('contact.field.tags')}
          description={t('form.features-why')}
          value={values.tags}
          onChange={(value) => set('tags', value)}
          error={errorAt('/tags')}
        />
        {manage && (
          <Select
            label={t('contact.field.owner_id')}
            placeholder={t('contact.form.me')}
            data={members.map((member) => ({
              value: member.user_id ?? '',
              label: memberName(member) ?? t('members.nameless'),
            }))}
            value={values.owner_id || null}
            onChange={(value) => value && set('owner_id', value)}
            error={errorAt('/owner_id')}
          />
        )}
        <Textarea
          label={t('contact.field.notes')}
          value={values.notes}
          onChange={(event) => set('notes', event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={14}
          error={errorAt('/notes')}
        />
      </Block>
    </>
  )
}

/** What a field is called, for the view that compares two versions. */
export const FIELD_LABELS: Record<FieldName, MessageKey> = {
  name: 'contact.field.name',
  type: 'contact.field.type',
  status: 'contact.field.status',
  email: 'contact.field.email',
  phone: 'contact.field.phone',
  tags: 'contact.field.tags',
  notes: 'contact.field.notes',
  owner_id: 'contact.field.owner_id',
}

/** A form value in words. */
export function FieldValue({ name, values }: { name: FieldName; values: FormValues }) {
  const { t } = useI18n()
  const { data: members = [] } = useMembers()
  switch (name) {
    case 'type':
      return t(`contact-type.${values.type}`)
    case 'status':
      return t(`contact.status.${values.status}`)
    case 'tags':
      return values.tags.join(', ') || t('conflict.empty')
    case 'owner_id':
      return memberName(members.find((member) => member.user_id === values.owner_id)) ?? '…'
    default:
      return values[name] || t('conflict.empty')
  }
}
