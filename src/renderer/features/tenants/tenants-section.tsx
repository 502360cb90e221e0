import { ActionIcon, Button, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react';
import { useCallback, useState, type RefObject } from 'react';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import '../conflicts/conflicts.css';
import { FilterBar } from './filter-bar.tsx';
import { NoTenants } from './no-tenants.tsx';
import { TenantDetailPane } from './tenant-detail-pane.tsx';
import { TenantGrid } from './tenant-grid.tsx';
import { useTenantRows } from './use-tenant-rows.ts';
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
      <FilterBar filter={filter} counts={rows.page?.counts} onFilter={onFilter} />
      <div className="tenants-split">
        <div className="tenants-main">
          {rows.error !== null && <ErrorNote error={rows.error} onRetry={rows.retry} />}
          {rows.page !== undefined && total === 0 ? (
            <NoTenants
              filter={rows.page.filter}
              counts={rows.page.counts}
              onClear={() => {
                search('');
              }}
            />
          ) : (
            <TenantGrid
              rows={rows}
              total={total}
              filter={filter}
              openId={tenantId}
              onConflict={findConflicts}
              onFilter={onFilter}
              onOpen={openTenant}
              onRange={onRange}
            />
          )}
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
