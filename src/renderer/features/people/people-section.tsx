import { Button, CloseButton, TextInput } from '@mantine/core';
import { IconSearch, IconSearchOff, IconUsers } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { personFilters } from '../../../shared/bridge/people-views.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { PeopleGrid } from './people-grid.tsx';
import { initialPeople, type PeopleFilter } from '../../app/data/people-filter.ts';
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
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const rows = usePeopleRows(filter, range[0], range[1]);
  const onRange = useCallback((first: number, last: number) => {
    setRange([first, last]);
  }, []);
  const search = (sought: string) => {
    setFilter((now) => ({ ...now, search: sought }));
  };
  const total = rows.page?.total ?? 0;
  const toGrid = () => document.querySelector<HTMLElement>('.people-grid')?.focus();
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={rows.page === undefined ? undefined : text.total(total)}
      >
        <TextInput
          className="people-search"
          size="xs"
          role="searchbox"
          aria-label={text.search}
          placeholder={text.searchHint}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={
            filter.search === '' ? null : (
              <CloseButton
                size="xs"
                aria-label={text.clearSearch}
                onClick={() => {
                  search('');
                }}
              />
            )
          }
          value={filter.search}
          spellCheck={false}
          maxLength={500}
          onChange={(event) => {
            search(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && filter.search !== '') {
              event.preventDefault();
              search('');
            }
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            toGrid();
          }}
        />
      </SectionHeader>
      <div className="people-bar">
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
      <div className="people-split">
        <div className="people-main">
          {rows.error !== null && <ErrorNote error={rows.error} onRetry={rows.retry} />}
          {rows.page !== undefined && total === 0 ? (
            <Nobody
              filter={rows.page.asked}
              onClear={() => {
                search('');
              }}
            />
          ) : (
            <PeopleGrid
              rows={rows}
              total={total}
              filter={filter}
              openKey={person === null ? null : refKey(person)}
              onFilter={setFilter}
              onOpen={openPerson}
              onRange={onRange}
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
