import { useCallback, useEffect, useMemo, useRef, type RefObject } from 'react';
import { cleared } from '../../app/data/tenant-filter.ts';
import { useTenantFilter, useTenantFilterChange } from '../../app/data/tenant-filter-context.tsx';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { SearchField } from '../../components/search-field.tsx';
import '../../components/grid/grid.css';
import '../conflicts/conflicts.css';
import { BulkBar } from './bulk-bar.tsx';
import { chosenColumns, type ColumnName } from './columns.ts';
import { FilterBar } from './filter-bar.tsx';
import { NoTenants } from './no-tenants.tsx';
import { TenantDetailPane } from './tenant-detail-pane.tsx';
import { TenantGrid } from './tenant-grid.tsx';
import { TenantListActions } from './tenant-list-actions.tsx';
import { useSelection } from './use-selection.ts';
import { useTenantRows } from './use-tenant-rows.ts';
import { useWorkplace, useWorkplaceChange } from './use-workplace.ts';
import './tenants.css';

interface Props {
  readonly searchRef: RefObject<HTMLInputElement | null>;
}

/** All tenants: search, filters, the list, and the chosen one beside it. */
export function TenantsSection({ searchRef }: Props) {
  const { tenantId, openTenant, findConflicts } = useNavigation();
  const grid = useRef<HTMLDivElement>(null);
  const filter = useTenantFilter();
  const onFilter = useTenantFilterChange();
  const rows = useTenantRows(filter);
  const selection = useSelection(filter, rows);
  const kept = useWorkplace().data?.columns ?? null;
  const columns = useMemo(() => chosenColumns(kept), [kept]);
  const { mutate: setColumns } = useWorkplaceChange((calls, names: readonly ColumnName[] | null) =>
    calls.setColumns({ columns: names === null ? null : [...names] }),
  );
  const { mutate: noteOpened } = useWorkplaceChange((calls, id: string) => calls.opened({ id }));
  useEffect(() => {
    if (tenantId !== null) noteOpened(tenantId);
  }, [tenantId, noteOpened]);
  const toGrid = useCallback(() => {
    grid.current?.focus();
  }, []);
  const pane = useMemo(
    () =>
      tenantId !== null && (
        <TenantDetailPane
          key={tenantId}
          id={tenantId}
          onClose={() => {
            openTenant(null);
            toGrid();
          }}
        />
      ),
    [tenantId, openTenant, toGrid],
  );
  const total = rows.page?.total ?? 0;
  return (
    <>
      <SectionHeader
        title={words.tenants.title}
        aside={rows.page === undefined ? undefined : words.tenants.total(total)}
      >
        <SearchField
          inputRef={searchRef}
          label={words.tenants.search}
          placeholder={words.tenants.searchHint}
          clearLabel={words.tenants.clearSearch}
          shortcut="/"
          value={filter.search}
          onSearch={(search) => {
            onFilter({ ...filter, search });
          }}
          onDown={toGrid}
        />
        <TenantListActions chosen={columns} onColumns={setColumns} />
      </SectionHeader>
      <FilterBar filter={filter} facets={rows.page?.facets} onFilter={onFilter} />
      <div className="list-split">
        <div className="list-main">
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
              scroller={grid}
              rows={rows}
              total={total}
              filter={filter}
              chosen={columns}
              selection={selection}
              openId={tenantId}
              onConflict={findConflicts}
              onFilter={onFilter}
              onOpen={openTenant}
            />
          )}
          <BulkBar
            ids={selection.ids}
            total={total}
            state={filter.state}
            onAll={selection.range.all}
            onClear={selection.range.clear}
          />
        </div>
        {pane}
      </div>
    </>
  );
}
