// SPDX-License-Identifier: Apache-2.0
// Who gets which leads: rules in the order in which they are asked, each as a sentence.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { Subpage } from '#/agency/subpage'
import type { LeadRule } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, IconButton } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import classes from './leads.module.css'
import { RuleDialog } from './rule-dialog'
import { rulesQuery, useDeleteRule, useRestoreRule, useSwapRules, useSwitchRule } from './rules'

export function RulesPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(rulesQuery(useAgency().id))
  const [open, setOpen] = useState<LeadRule | 'new'>()
  const add = (
    <Button kind="main" icon="plus" onClick={() => setOpen('new')}>
      {t('rule.add')}
    </Button>
  )
  return (
    <Subpage title={t('lead.rules')} lead={t('rule.lead')} action={add}>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <ul className={classes.rules} aria-busy={!data}>
          {data?.map((rule, i) => (
            <Rule
              key={rule.id}
              rule={rule}
              before={data[i - 1]}
              behind={data[i + 1]}
              onEdit={() => setOpen(rule)}
            />
          )) ?? <Bone width="100%" height={72} />}
          {data?.length === 0 && <li className={classes.none}>{t('rule.none')}</li>}
        </ul>
      )}
      {open && <RuleDialog rule={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </Subpage>
  )
}

interface RuleProps {
  rule: LeadRule
  before: LeadRule | undefined
  behind: LeadRule | undefined
  onEdit(): void
}

function Rule({ rule, before, behind, onEdit }: RuleProps) {
  const { t } = useI18n()
  const { name } = rule
  const turn = useSwitchRule()
  const swap = useSwapRules()
  const remove = useDeleteRule()
  const restore = useRestoreRule()
  const failed = () => toast(t('failed.other.text'), { bad: true })
  async function drop() {
    try {
      await remove.mutateAsync(rule.id)
    } catch {
      return failed()
    }
    toast(t('rule.deleted', { name }), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(rule.id).catch(failed) },
    })
  }
  return (
    <li className={classes.rule} data-off={!rule.enabled || undefined}>
      <input
        type="checkbox"
        checked={rule.enabled}
        aria-label={t('rule.enabled', { name })}
        onChange={(event) =>
          turn.mutate({ id: rule.id, enabled: event.currentTarget.checked }, { onError: failed })
        }
      />
      <div>
        <b>{name}</b>
        <Sentence rule={rule} />
      </div>
      <div>
        <IconButton
          icon="up"
          label={t('rule.up', { name })}
          disabled={!before}
          onClick={() => before && swap.mutate([rule, before], { onError: failed })}
        />
        <IconButton
          icon="down"
          label={t('rule.down', { name })}
          disabled={!behind}
          onClick={() => behind && swap.mutate([rule, behind], { onError: failed })}
        />
        <IconButton icon="pen" label={t('rule.edit-of', { name })} onClick={onEdit} />
        <IconButton icon="trash" label={`${t('ui.delete')}: ${name}`} onClick={() => void drop()} />
      </div>
    </li>
  )
}

/** What it is about, and where that goes. */
function Sentence({ rule }: { rule: LeadRule }) {
  const { t, fmt } = useI18n()
  const names = useMemberNames()
  const currency = useAgency().currency ?? 'EUR'
  const people = rule.assignee_ids.map((id) => memberName(names.get(id)) ?? t('members.nameless'))
  const about = [
    rule.sources.length > 0 && t('rule.from', { sources: fmt.list(rule.sources, 'disjunction') }),
    rule.areas.length > 0 && t('rule.in', { areas: fmt.list(rule.areas, 'disjunction') }),
    rule.transaction && t(`rule.${rule.transaction}`),
    rule.price_min != null && t('rule.at-least', { price: fmt.shortMoney(rule.price_min, currency) }),
    rule.price_max != null && t('rule.at-most', { price: fmt.shortMoney(rule.price_max, currency) }),
  ].filter(Boolean)
  const time = t('rule.minutes', { minutes: rule.minutes })
  const way =
    rule.way === 'pool'
      ? t('rule.to-pool')
      : rule.way === 'member'
        ? t('rule.to-one', { name: people[0] ?? t('members.nameless'), time })
        : people.length
          ? t('rule.to-each', { names: fmt.list(people), time })
          : t('rule.to-all', { time })
  return (
    <small>
      {[t('rule.any'), ...about].join(' ')} → {way}
    </small>
  )
}
