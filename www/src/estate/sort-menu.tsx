// SPDX-License-Identifier: Apache-2.0
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { DEFAULT_SORT, type ListSearch, SORTS, type Sort } from './filters'
import classes from './sort-menu.module.css'

const OFFERED: Sort[] = SORTS.filter(
  (sort) => sort !== 'bedrooms' && sort !== '-bedrooms' && sort !== 'living_area',
)

export function SortMenu({
  search,
  onChange,
}: {
  search: ListSearch
  onChange: (search: ListSearch) => void
}) {
  const { t } = useI18n()
  const current = (search.sort ?? DEFAULT_SORT) as Sort
  return (
    <span className={classes.place}>
      <Menu width={240}>
        <Menu.Target>
          <Button small kind="bare" aria-label={t('list.sorted', { by: t(`sort.${current}`) })}>
            <Icon name="sort" small />
            <span className={classes.words}>{t(`sort.${current}`)}</span>
            <span className={classes.words}>
              <Icon name="down" small />
            </span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {OFFERED.map((sort) => (
            <Menu.Choice
              key={sort}
              checked={sort === current}
              onChoose={() => onChange({ ...search, sort: sort === DEFAULT_SORT ? undefined : sort })}
            >
              {t(`sort.${sort}`)}
            </Menu.Choice>
          ))}
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}
