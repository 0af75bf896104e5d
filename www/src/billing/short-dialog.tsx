// SPDX-License-Identifier: Apache-2.0
// What is missing when credits or the plan do not go so far, and where it can be had.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRights } from '#/agency/me'
import { api, ok } from '#/api/client'
import type { ApiProblem } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { asButton, Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { forms } from '#/ui/form'

interface ShortDialogProps {
  of: ApiProblem
  onClose(): void
}

type Kind = 'credits' | 'own' | 'limit'

const kindOf = ({ code, more }: ApiProblem): Kind =>
  code === 'plan-limit' ? 'limit' : more.reason === 'member_limit' ? 'own' : 'credits'

export function ShortDialog({ of, onClose }: ShortDialogProps) {
  const { t } = useI18n()
  const { manage } = useRights()
  const kind = kindOf(of)
  const title = kind === 'credits' ? 'plan.short.title' : (`plan.short.${kind}.title` as const)
  return (
    <Dialog open title={t(title)} onClose={onClose}>
      <div className={forms.form}>
        <Missing of={of} kind={kind} />
        {kind === 'own' ? (
          <p className={forms.quiet}>{t('plan.short.own.way')}</p>
        ) : (
          !manage && <p className={forms.quiet}>{t('plan.short.way')}</p>
        )}
        <div className={forms.ends}>
          <Button data-autofocus={manage ? undefined : true} onClick={onClose}>
            {t('ui.close')}
          </Button>
          {manage && <Way kind={kind} onGo={onClose} />}
        </div>
      </div>
    </Dialog>
  )
}

function Missing({ of, kind }: { of: ApiProblem; kind: Kind }) {
  const { t } = useI18n()
  const { balance, held, required, limit, used, feature } = of.more
  if (kind === 'limit') return <Limit feature={String(feature)} limit={Number(limit)} />
  if (kind === 'own')
    return (
      <p>
        {t('plan.short.own.text', { required: Number(required), used: Number(used), limit: Number(limit) })}
      </p>
    )
  return (
    <>
      <p>{t('plan.short.text', { required: Number(required), available: Number(balance) - Number(held) })}</p>
      {Number(held) > 0 && <p className={forms.quiet}>{t('plan.short.held', { held: Number(held) })}</p>}
    </>
  )
}

function Limit({ feature, limit }: { feature: string; limit: number }) {
  const { t, language } = useI18n()
  const { data } = useQuery({
    queryKey: ['features'],
    queryFn: async () => (await ok(api.GET('/api/features'))).data,
  })
  const name = inLanguage(data?.find(({ key }) => key === feature)?.name, language) ?? feature
  return <p>{t('plan.short.limit.text', { feature: name, limit })}</p>
}

function Way({ kind, onGo }: { kind: Kind; onGo(): void }) {
  const { t } = useI18n()
  const look = { ...asButton({ kind: 'main' }), onClick: onGo, 'data-autofocus': true }
  if (kind === 'own')
    return (
      <Link {...look} to="/members">
        {t('plan.short.members')}
      </Link>
    )
  return (
    <Link {...look} to="/agency/plan" hash={kind === 'credits' ? 'packs' : undefined}>
      {t(kind === 'credits' ? 'plan.short.buy' : 'plan.short.plans')}
    </Link>
  )
}
