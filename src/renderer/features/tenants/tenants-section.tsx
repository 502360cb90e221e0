import { ActionIcon, Button, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useCallback, useEffect, useState, type RefObject } from 'react';
import { cleared, type TenantFilter } from '../../app/data/tenant-filter.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import '../conflicts/conflicts.css';
import { BulkBar } from './bulk-bar.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { chosenColumns, type ColumnName } from './columns.ts';
import { FilterBar } from './filter-bar.tsx';
import { NoTenants } from './no-tenants.tsx';
import { TenantDetailPane } from './tenant-detail-pane.tsx';
import { TenantGrid } from './tenant-grid.tsx';
import { useSelection } from './use-selection.ts';
import { useTenantRows } from './use-tenant-rows.ts';
import { useWorkplace, useWorkplaceChange } from './use-workplace.ts';
import './tenants.css';

interface Props {
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly filter: TenantFilter;
  readonly onFilter: (filter: TenantFilter) => void;
}

/** All tenants: search, filters, the list, and the chosen one beside it. */
export function TenantsSection({ searchRef, filter, onFilter }: Props) {
  const { tenantId, openTenant, openDialog, findConflicts } = useNavigation();
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const rows = useTenantRows(filter, range[0], range[1]);
  const selection = useSelection(filter, rows);
  const workplace = useWorkplace();
  const columns = chosenColumns(workplace.data?.columns ?? null);
  const setColumns = useWorkplaceChange((calls, names: readonly ColumnName[] | null) =>
    calls.setColumns({ columns: names === null ? null : [...names] }),
  );
  const { mutate: noteOpened } = useWorkplaceChange((calls, id: string) => calls.opened({ id }));
  useEffect(() => {
    if (tenantId !== null) noteOpened(tenantId);
  }, [tenantId, noteOpened]);
  const onRange = useCallback((first: number, last: number) => {
    setRange([first, last]);
  }, []);
  const search = (text: string) => {
    onFilter({ ...filter, search: text });
  };
  const total = rows.page?.total ?? 0;
  return (
    <>
      <SectionHeader
        title={words.tenants.title}
        aside={rows.page === undefined ? undefined : words.tenants.total(total)}
      >
        <TextInput
          ref={searchRef}
          className="tenants-search"
          size="xs"
          role="searchbox"
          aria-label={words.tenants.search}
          placeholder={words.tenants.searchHint}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={
            filter.search === '' ? (
              <kbd className="kbd">/</kbd>
            ) : (
              <CloseButton
                size="xs"
                aria-label={words.tenants.clearSearch}
                onClick={() => {
                  search('');
                  searchRef.current?.focus();
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
            document.querySelector<HTMLElement>('[role="grid"]')?.focus();
          }}
        />
        <ColumnMenu
          chosen={columns}
          onChange={(names) => {
            setColumns.mutate(names);
          }}
        />
        <Tooltip label={words.tenants.importTitle}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={words.tenants.importTitle}
            onClick={() => {
              openDialog('import');
            }}
          >
            <IconFileImport size={16} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Button
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => {
            openDialog('new-tenant');
          }}
        >
          {words.tenants.new}
        </Button>
      </SectionHeader>
      <FilterBar filter={filter} facets={rows.page?.facets} onFilter={onFilter} />
      <div className="tenants-split">
        <div className="tenants-main">
          {rows.error !== null && <ErrorNote error={rows.error} onRetry={rows.retry} />}
          {rows.page !== undefined && total === 0 ? (
            <NoTenants
              filter={rows.page.filter}
              counts={rows.page.counts}
              onClear={() => {
                onFilter(cleared(filter));
                searchRef.current?.focus();
              }}
            />
          ) : (
            <TenantGrid
              rows={rows}
              total={total}
              filter={filter}
              columns={columns}
              selection={selection}
              openId={tenantId}
              onConflict={findConflicts}
              onFilter={onFilter}
              onOpen={openTenant}
              onRange={onRange}
            />
          )}
          <BulkBar
            ids={selection.ids}
            total={total}
            state={filter.state}
            onAll={selection.all}
            onClear={selection.clear}
          />
        </div>
        {tenantId !== null && (
          <TenantDetailPane
            key={tenantId}
            id={tenantId}
            onClose={() => {
              openTenant(null);
              document.querySelector<HTMLElement>('[role="grid"]')?.focus();
            }}
          />
        )}
      </div>
    </>
  );
}
