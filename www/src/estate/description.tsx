// SPDX-License-Identifier: Apache-2.0
import { getRouteApi, Link } from '@tanstack/react-router'
import { useRights } from '#/agency/me'
import type { Property } from '#/api/types'
import { LANGUAGES, type Language, useI18n } from '#/app/i18n/i18n'
import { controls, Segments } from '#/ui/control'
import classes from './description.module.css'

const route = getRouteApi('/inside/properties/$id')

/** The words of a listing, in the language asked for; the address keeps which one. */
export function Description({ property }: { property: Property }) {
  const { t, fmt, language } = useI18n()
  const { write } = useRights()
  const { text: asked } = route.useSearch()
  const navigate = route.useNavigate()
  const words = (property.description ?? {}) as Record<string, string>
  const codes = [...new Set([...LANGUAGES.map(({ code }) => code as string), ...Object.keys(words)])]
  const shown =
    asked && codes.includes(asked)
      ? asked
      : words[language]
        ? language
        : (codes.find((c) => words[c]) ?? language)
  const { id } = property
  return (
    <section className={classes.block}>
      <header>
        <h2>{t('field.description')}</h2>
        <Segments
          label={t('description.language')}
          value={shown}
          choices={codes.map((code) => ({ value: code, label: code.toUpperCase() }))}
          onChange={(text) =>
            void navigate({
              search: (now) => ({ ...now, text: text === language ? undefined : text }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      </header>
      {words[shown] ? (
        <p className={classes.prose} lang={shown}>
          {words[shown]}
        </p>
      ) : (
        <p className={classes.none}>
          {t('description.none', { language: fmt.language(shown) })}{' '}
          {write && (
            <Link
              to="/properties/$id/edit"
              params={{ id }}
              hash={`description-${shown as Language}`}
              className={controls.link}
            >
              {t('description.write')}
            </Link>
          )}
        </p>
      )}
    </section>
  )
}
