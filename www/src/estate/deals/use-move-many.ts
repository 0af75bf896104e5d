// SPDX-License-Identifier: Apache-2.0
// Several deals go to one stage, one behind the other, so that they stand there in the order they had; and back again.
import type { DealRow, DealStage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { inLanguage } from '../labels'
import { useMoveDeal } from './queries'

type Placed = Pick<DealRow, 'id' | 'stage_id' | 'status'>

export function useMoveMany() {
  const { t, language } = useI18n()
  const { mutateAsync: move } = useMoveDeal()

  async function each(deals: Placed[], stageOf: (deal: Placed) => string): Promise<Placed[]> {
    const moved: Placed[] = []
    for (const deal of deals) {
      try {
        await move({ id: deal.id, to: { stage_id: stageOf(deal) } })
        moved.push(deal)
      } catch {
        // told by the count below
      }
    }
    return moved
  }

  return async (deals: Placed[], stage: DealStage) => {
    // a move opens what has ended, which nobody means who picks many
    const open = deals.filter(({ status, stage_id }) => status === 'open' && stage_id !== stage.id)
    const moved = await each(open, () => stage.id)
    const undo = () => void each(moved, (deal) => deal.stage_id ?? stage.id)
    toast(
      t('deal.moved-many', {
        count: moved.length,
        stage: inLanguage(stage.name, language) ?? '',
        refused: open.length - moved.length,
      }),
      {
        bad: moved.length < open.length,
        action: moved.length ? { label: t('ui.undo'), run: undo } : undefined,
      },
    )
  }
}
