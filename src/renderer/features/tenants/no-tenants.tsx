import { Button } from '@mantine/core';
import { IconBuildings, IconCloudDownload, IconSearchOff } from '@tabler/icons-react';
import type { TenantPage } from '../../../shared/bridge/views.ts';
import { useSyncStatus } from '../../app/data/frame-queries.ts';
import { isNarrowed, type TenantFilter } from '../../app/data/tenant-filter.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FirstSyncProgress } from '../sync/first-sync-progress.tsx';
import '../sync/sync.css';

interface Props {
  readonly filter: TenantFilter;
  readonly counts: TenantPage['counts'];
  readonly onClear: () => void;
}

/** Why the list is empty: nothing found, nothing in this state, or nothing at all yet. */
export function NoTenants({ filter, counts, onClear }: Props) {
  const { openDialog } = useNavigation();
  const firstSync = useSyncStatus().data?.firstSync ?? null;
  const text = words.tenants;
  const any = counts.active + counts.suspended + counts.archived + counts.deleted > 0;
  if (isNarrowed(filter) && (any || filter.search.trim() !== '')) {
    return (
      <EmptyState icon={IconSearchOff} title={text.noResultTitle} text={text.noResultText(filter)}>
        <Button size="xs" variant="default" onClick={onClear}>
          {text.clearFilters}
        </Button>
      </EmptyState>
    );
  }
  if (any || filter.state === 'archived' || filter.state === 'deleted') {
    return (
      <EmptyState
        icon={IconBuildings}
        title={text.noneHereTitle}
        text={text.noneHere[filter.state]}
      />
    );
  }
  if (firstSync !== null) {
    return (
      <EmptyState
        icon={IconCloudDownload}
        title={words.sync.firstSyncTitle}
        text={words.sync.firstSyncText}
      >
        <FirstSyncProgress firstSync={firstSync} />
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconBuildings} title={text.emptyTitle} text={text.emptyText}>
      <Button
        size="sm"
        onClick={() => {
          openDialog('new-tenant');
        }}
      >
        {text.emptyAction}
      </Button>
      <Button
        size="sm"
        variant="default"
        onClick={() => {
          openDialog('import');
        }}
      >
        {text.importTitle}
      </Button>
    </EmptyState>
  );
}
