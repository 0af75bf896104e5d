// SPDX-License-Identifier: Apache-2.0
// The tools as cards: what each does, what it costs, whether buyers are told; and what is missing where one cannot be used.
import { useRights } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { controls } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Popover } from '#/ui/overlay'
import { Example } from './example'
import { PROVIDERS, TOOLS, toolName, toolWhat } from './names'
import { MAX_STEPS, type Step, toggleTool } from './recipe'
import classes from './tools.module.css'
import type { Provider, Tool } from './types'

interface ToolCardsProps {
  tools: Tool[]
  providers: Provider[]
  steps: Step[]
  onChange(change: (steps: Step[]) => Step[]): void
}

/** Ours first, in our order; then whatever else the server knows. What needs somebody else's service comes last. */
const inOrder = (tools: Tool[]): Tool[] => {
  const place = ({ name }: Tool) => {
    const at = (TOOLS as readonly string[]).indexOf(name)
    return at < 0 ? TOOLS.length : at
  }
  return [...tools].sort(
    (a, b) =>
      Number(b.available) - Number(a.available) || place(a) - place(b) || a.name.localeCompare(b.name),
  )
}

export function ToolCards({ tools, providers, steps, onChange }: ToolCardsProps) {
  const { t } = useI18n()
  // a film of several photos is made elsewhere on the page
  const cards = tools.filter((tool) => tool.input !== 'photos')
  const ready = cards.filter((tool) => tool.available)
  const full = steps.length >= MAX_STEPS
  return (
    <section aria-labelledby="studio-edits">
      <header className={classes.head}>
        <h2 id="studio-edits">{t('studio.edits')}</h2>
        {steps.length > 0 ? (
          // a button: a link's #place would take the place of the address's own
          <button
            type="button"
            className={controls.link}
            onClick={() => document.getElementById('studio-recipe')?.scrollIntoView({ block: 'start' })}
          >
            {t('studio.to-recipe', { count: steps.length })}
          </button>
        ) : (
          <span className={classes.quiet}>{t('studio.edits-ready', { count: ready.length })}</span>
        )}
      </header>
      <ul className={classes.grid}>
        {inOrder(cards).map((tool) => (
          <li key={tool.name}>
            {tool.available ? (
              <ToolCard
                tool={tool}
                at={steps.findIndex((step) => step.tool === tool.name)}
                full={full}
                onToggle={() => onChange((now) => toggleTool(now, tool))}
              />
            ) : (
              <LockedCard tool={tool} providers={providers} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Price({ price }: { price: number }) {
  const { t } = useI18n()
  return (
    <span className={classes.price}>{price ? t('studio.price', { count: price }) : t('studio.free')}</span>
  )
}

interface CardProps {
  tool: Tool
  /** Which step of the recipe it is, from 0; -1: none. */
  at: number
  full: boolean
  onToggle(): void
}

function ToolCard({ tool, at, full, onToggle }: CardProps) {
  const { t, fmt } = useI18n()
  const chosen = at >= 0
  return (
    <button
      type="button"
      className={classes.card}
      aria-pressed={chosen}
      aria-disabled={(full && !chosen) || undefined}
      title={toolWhat(t, tool.name)}
      onClick={() => (chosen || !full) && onToggle()}
    >
      <Example tool={tool.name} />
      {chosen && <span className={classes.tick}>{fmt.number(at + 1)}</span>}
      <span className={classes.words}>
        <b>{toolName(t, tool.name)}</b>
        <span className={classes.line}>
          <span>{t(tool.alters ? 'studio.labelled' : 'studio.no-label')}</span>
          <Price price={tool.price} />
        </span>
      </span>
    </button>
  )
}

function LockedCard({ tool, providers }: { tool: Tool; providers: Provider[] }) {
  const { t } = useI18n()
  return (
    <Popover width={320}>
      <Popover.Target>
        <button type="button" className={classes.card} data-locked title={toolWhat(t, tool.name)}>
          <Example tool={tool.name} />
          <span className={classes.tick}>
            <Icon name="key" small />
          </span>
          <span className={classes.words}>
            <b>{toolName(t, tool.name)}</b>
            <span className={classes.line}>
              <span>{t(tool.reason === 'retired' ? 'studio.retired' : 'studio.needs-service')}</span>
            </span>
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <HowToGet tool={tool} providers={providers} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Owners are told what to set; everybody else, whom to ask. */
function HowToGet({ tool, providers }: { tool: Tool; providers: Provider[] }) {
  const { t, fmt } = useI18n()
  const { own } = useRights()
  const missing = providers.flatMap(({ name, configured }) =>
    configured || !PROVIDERS[name] ? [] : [PROVIDERS[name]],
  )
  return (
    <div className={classes.how}>
      <h3>{toolName(t, tool.name)}</h3>
      <p>{toolWhat(t, tool.name)}</p>
      {tool.reason === 'retired' ? (
        <p>{t('studio.retired-why')}</p>
      ) : own ? (
        <>
          <p>
            {t('studio.needs-service-own', {
              names: fmt.list(
                missing.map(({ name }) => name),
                'disjunction',
              ),
            })}
          </p>
          <ul>
            {missing.map(({ name, option }) => (
              <li key={option}>
                {name}: <code>{option}</code>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>{t('studio.needs-service-ask')}</p>
      )}
    </div>
  )
}
