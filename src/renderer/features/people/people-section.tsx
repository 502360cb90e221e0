import { Button } from '@mantine/core';
import { IconSearchOff, IconUsers } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { personFilters } from '../../../shared/bridge/people-views.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Grid } from '../../components/grid/grid.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { initialPeople, sortedBy, type PeopleFilter } from '../../app/data/people-filter.ts';
import { peopleColumns } from './people-columns.tsx';
import { PersonPane } from './person-pane.tsx';
import { refKey, usePeopleRows } from './use-people.ts';
import './people.css';

const text = words.people;

function Nobody({
  filter,
  onClear,
}: {
  readonly filter: PeopleFilter;
  readonly onClear: () => void;
}) {
  const { go } = useNavigation();
  const search = filter.search.trim();
  if (search !== '') {
    return (
      <EmptyState icon={IconSearchOff} title={text.noResultTitle} text={text.noResultText(search)}>
        <Button size="xs" variant="default" onClick={onClear}>
          {text.clearSearch}
        </Button>
      </EmptyState>
    );
  }
  if (filter.filter !== 'all') {
    return <EmptyState icon={IconUsers} title={text.noneTitle} text={text.none[filter.filter]} />;
  }
  return (
    <EmptyState icon={IconUsers} title={text.emptyTitle} text={text.emptyText}>
      <Button
        size="sm"
        onClick={() => {
          go('tenants');
        }}
      >
        {text.emptyAction}
      </Button>
    </EmptyState>
  );
}

/** Everybody across all tenants: search, filters, the list, and the chosen one beside it. */
export function PeopleSection() {
  const { person, openPerson } = useNavigation();
  const [filter, setFilter] = useState(initialPeople);
  const grid = useRef<HTMLDivElement>(null);
  const rows = usePeopleRows(filter);
  const search = (sought: string) => {
    setFilter((now) => ({ ...now, search: sought }));
  };
  const total = rows.page?.total ?? 0;
  const toGrid = () => grid.current?.focus();
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={rows.page === undefined ? undefined : text.total(total)}
      >
        <SearchField
          label={text.search}
          placeholder={text.searchHint}
          clearLabel={text.clearSearch}
          value={filter.search}
          onSearch={search}
          onDown={toGrid}
        />
      </SectionHeader>
      <div className="list-bar">
        <Choices
          label={text.filterLabel}
          value={filter.filter}
          choices={personFilters.map((value) => ({
            value,
            label: text.filters[value],
            ...(rows.page === undefined ? {} : { count: rows.page.counts[value] }),
          }))}
          onChange={(value) => {
            setFilter((now) => ({ ...now, filter: value }));
          }}
        />
      </div>
      <div className="list-split">
        <div className="list-main">
          {rows.error !== null && <ErrorNote error={rows.error} onRetry={rows.retry} />}
          {rows.page !== undefined && total === 0 ? (
            <Nobody
              filter={rows.page.filter}
              onClear={() => {
                search('');
              }}
            />
          ) : (
            <Grid
              of="person"
              label={text.list}
              className="people-grid"
              scroller={grid}
              rows={rows}
              total={total}
              filter={filter}
              columns={peopleColumns}
              order={filter}
              idOf={refKey}
              openId={person === null ? null : refKey(person)}
              selection={null}
              onSort={(sort) => {
                setFilter((now) => sortedBy(now, sort));
              }}
              onOpen={openPerson}
            />
          )}
        </div>
        {person !== null && (
          <PersonPane
            key={refKey(person)}
            person={person}
            onClose={() => {
              openPerson(null);
              toGrid();
            }}
          />
        )}
      </div>
    </>
  );
}
