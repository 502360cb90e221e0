import { Button } from '@mantine/core';
import { IconFileSearch, IconKey, IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { firstKeyFilter, sortedBy } from '../../app/data/key-filter.ts';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Grid } from '../../components/grid/grid.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { keyColumns } from './key-columns.tsx';
import { KeyDetailPane } from './key-detail-pane.tsx';
import { KeyFilterBar } from './key-filter-bar.tsx';
import { useKeyPlace } from './key-place.ts';
import { LeakDialog } from './leak-dialog.tsx';
import { useKeyRows } from './use-keys.ts';
import './keys.css';

const text = words.keys;

/** The API keys of all tenants: search, filters, the list, and the chosen one beside it. */
export function KeysSection() {
  const [{ filter, openId }, setPlace] = useKeyPlace();
  const grid = useRef<HTMLDivElement>(null);
  const [dialog, setDialog] = useState<'create' | 'leaks' | null>(null);
  const rows = useKeyRows(filter);
  const toGrid = () => grid.current?.focus();
  const total = rows.page?.total ?? 0;
  const closeDialog = () => {
    setDialog(null);
  };
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
          onSearch={(search) => {
            setPlace({ filter: { ...filter, search } });
          }}
          onDown={toGrid}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFileSearch size={15} stroke={1.7} aria-hidden />}
          onClick={() => {
            setDialog('leaks');
          }}
        >
          {text.leaks.open}
        </Button>
        <Button
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => {
            setDialog('create');
          }}
        >
          {text.new}
        </Button>
      </SectionHeader>
      <KeyFilterBar
        filter={filter}
        counts={rows.page?.counts}
        onFilter={(changed) => {
          setPlace({ filter: changed });
        }}
      />
      <div className="list-split">
        <div className="list-main">
          {rows.error !== null && <ErrorNote error={rows.error} onRetry={rows.retry} />}
          {rows.page !== undefined && total === 0 ? (
            <NoKeys
              none={Object.values(rows.page.counts).every((n) => n === 0)}
              onCreate={() => {
                setDialog('create');
              }}
              onAll={() => {
                setPlace({ filter: { ...firstKeyFilter, state: 'all' } });
              }}
            />
          ) : (
            <Grid
              of="key"
              label={text.list}
              className="keys-grid"
              scroller={grid}
              rows={rows}
              total={total}
              filter={filter}
              columns={keyColumns}
              order={filter}
              idOf={({ id }) => id}
              openId={openId}
              selection={null}
              onSort={(sort) => {
                setPlace({ filter: sortedBy(filter, sort) });
              }}
              onOpen={({ id }) => {
                setPlace({ openId: id });
              }}
            />
          )}
        </div>
        {openId !== null && (
          <KeyDetailPane
            key={openId}
            id={openId}
            onOpen={(id) => {
              setPlace({ openId: id });
            }}
            onClose={() => {
              setPlace({ openId: null });
              toGrid();
            }}
          />
        )}
      </div>
      {dialog === 'create' && (
        <CreateKeyDialog
          tenant={null}
          onClose={closeDialog}
          onMade={(id) => {
            setPlace({ openId: id });
          }}
        />
      )}
      {dialog === 'leaks' && <LeakDialog onClose={closeDialog} />}
    </>
  );
}

function NoKeys({
  none,
  onCreate,
  onAll,
}: {
  readonly none: boolean;
  readonly onCreate: () => void;
  readonly onAll: () => void;
}) {
  return (
    <EmptyState
      icon={IconKey}
      title={none ? text.emptyTitle : text.noneTitle}
      text={none ? text.emptyText : text.noneText}
    >
      {none ? (
        <Button onClick={onCreate}>{text.new}</Button>
      ) : (
        <Button variant="default" onClick={onAll}>
          {text.showAll}
        </Button>
      )}
    </EmptyState>
  );
}
