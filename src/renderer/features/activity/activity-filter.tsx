import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Facet } from '../../../shared/bridge/log-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { TenantPicker } from '../tenants/tenant-picker.tsx';
import { plainAction } from './audit-sentence.ts';
import { dayBefore, startOfDay } from './cut-day.ts';
import { everything, isEverything, type EntrySearch } from './entry-search.ts';

const text = words.activity.filter;
const times = ['any', 'today', 'week', 'month', 'days'] as const;

interface Props {
  readonly search: EntrySearch;
  readonly onSearch: (search: EntrySearch) => void;
}

function typeName(type: string): string {
  const known: Readonly<Record<string, string>> = words.activity.types;
  return known[type] ?? plainAction(type);
}

/** Choices in the order of their names; what is chosen stays, though no entry here has it any more. */
function choices(
  any: string,
  facets: readonly Facet[] | undefined,
  chosen: string,
  name: (value: string) => string,
) {
  const values = new Set([...(facets ?? []).map(({ value }) => value), chosen]);
  values.delete('');
  return [
    { value: '', label: any },
    ...[...values]
      .map((value) => ({ value, label: name(value) }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  ];
}

/** What keeps a day from being taken, in words; undefined where nothing does. */
function dayProblem(day: string): string | undefined {
  return day === '' || startOfDay(day, new Date()) !== null ? undefined : text.badDay;
}

/** Narrows the log by who, what, on what, tenant and time. */
export function ActivityFilter({ search, onSearch }: Props) {
  const client = useClient();
  const facets = useQuery({
    queryKey: keys.auditFacets,
    queryFn: () => client.audit.facets(),
  }).data;
  const set = (change: Partial<EntrySearch>) => {
    onSearch({ ...search, ...change });
  };
  const { fromDay, toDay } = search;
  const crossed = fromDay !== '' && toDay !== '' && toDay < fromDay;
  const today = dayBefore(new Date(), 0);
  return (
    <div className="activity-filter" role="search" aria-label={text.label}>
      <TextInput
        size="xs"
        role="searchbox"
        className="activity-search"
        aria-label={text.search}
        placeholder={text.searchHint}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search.search}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => {
          set({ search: event.currentTarget.value });
        }}
      />
      <TenantPicker
        label={text.tenant}
        placeholder={text.tenantHint}
        nothingFound={text.tenantNone}
        value={search.tenant}
        onChange={(tenant) => {
          set({ tenant });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={text.actor}
        value={search.actor}
        data={choices(text.anyActor, facets?.actors, search.actor, (value) => value)}
        onChange={(event) => {
          set({ actor: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={text.action}
        value={search.action}
        data={choices(text.anyAction, facets?.actions, search.action, plainAction)}
        onChange={(event) => {
          set({ action: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={text.type}
        value={search.resourceType}
        data={choices(text.anyType, facets?.resourceTypes, search.resourceType, typeName)}
        onChange={(event) => {
          set({ resourceType: event.currentTarget.value });
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={text.time}
        value={search.time}
        data={times.map((value) => ({ value, label: text.times[value] }))}
        onChange={(event) => {
          const { value } = event.currentTarget;
          set({ time: times.find((time) => time === value) ?? 'any' });
        }}
      />
      {search.time === 'days' && (
        <>
          <TextInput
            type="date"
            size="xs"
            aria-label={text.from}
            value={fromDay}
            max={today}
            error={dayProblem(fromDay)}
            onChange={(event) => {
              set({ fromDay: event.currentTarget.value });
            }}
          />
          <TextInput
            type="date"
            size="xs"
            aria-label={text.to}
            value={toDay}
            max={today}
            error={crossed ? text.badOrder : dayProblem(toDay)}
            onChange={(event) => {
              set({ toDay: event.currentTarget.value });
            }}
          />
        </>
      )}
      <Checkbox
        size="xs"
        label={text.failed}
        checked={search.failedOnly}
        onChange={(event) => {
          set({ failedOnly: event.currentTarget.checked });
        }}
      />
      {!isEverything(search) && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            onSearch(everything);
          }}
        >
          {text.clear}
        </Button>
      )}
    </div>
  );
}
