// SPDX-License-Identifier: Apache-2.0
import { Kbd } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import classes from './help.module.css'
import { type MessageKey, useI18n } from './i18n/i18n'

const KEYS: { title: MessageKey; rows: [string[], MessageKey][] }[] = [
  {
    title: 'help.everywhere',
    rows: [
      [['⌘ K', 'Ctrl K'], 'help.palette'],
      [['?'], 'help.this'],
      [['Esc'], 'help.back'],
    ],
  },
  {
    title: 'help.list',
    rows: [
      [['/'], 'help.search'],
      [['C'], 'help.create'],
      [['J', 'K'], 'help.move'],
      [['↵'], 'help.open'],
      [['E'], 'help.edit'],
      [['X'], 'help.pick'],
    ],
  },
  {
    title: 'help.tasks',
    rows: [[['X'], 'help.tick']],
  },
  {
    title: 'help.calendar',
    rows: [
      [['←', '→'], 'help.span'],
      [['T'], 'help.today'],
      [['D', 'W', 'M'], 'help.views'],
    ],
  },
  {
    title: 'help.deals',
    rows: [[['Space', '←', '→', '↑', '↓'], 'help.carry']],
  },
  {
    title: 'help.photos',
    rows: [
      [['Space', '←', '→'], 'help.reorder'],
      [['←', '→'], 'help.lightbox'],
    ],
  },
]

export function Help({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  return (
    <Dialog open title={t('help.title')} onClose={onClose}>
      {KEYS.map((group) => (
        <section key={group.title} className={classes.group}>
          <h3>{t(group.title)}</h3>
          <dl>
            {group.rows.map(([keys, label]) => (
              <div key={label}>
                <dt>{t(label)}</dt>
                <dd>
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                  <span className={classes.spoken}>{keys.join(', ')}</span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
