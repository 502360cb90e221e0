import { Button, CloseButton, TextInput } from '@mantine/core';
import { IconFileSearch, IconKey, IconPlus, IconSearch } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { firstKeyFilter } from '../../app/data/key-filter.ts';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyDetailPane } from './key-detail-pane.tsx';
import { KeyFilterBar } from './key-filter-bar.tsx';
import { KeyGrid } from './key-grid.tsx';
import { useKeyPlace } from './key-place.ts';
import { LeakDialog } from './leak-dialog.tsx';
import { useKeyRows } from './use-keys.ts';
import './keys.css';

const text = words.keys;

/** The API keys of all tenants: search, filters, the list, and the chosen one beside it. */
export function KeysSection() {
  const [{ filter, openId }, setPlace] = useKeyPlace();
  const [range, setRange] = useState<readonly [number, number]>([0, 0]);
  const [dialog, setDialog] = useState<'create' | 'leaks' | null>(null);
  const rows = useKeyRows(filter, range[0], range[1]);
  const onRange = useCallback((first: number, last: number) => {
    setRange([first, last]);
  }, []);
  const total = rows.page?.total ?? 0;
  const search = (sought: string) => {
    setPlace({ filter: { ...filter, search: sought } });
  };
  const closeDialog = () => {
    setDialog(null);
  };
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={rows.page === undefined ? undefined : text.total(total)}
      >
        <TextInput
          className="keys-search"
          size="xs"
          role="searchbox"
          aria-label={text.search}
          placeholder={text.searchHint}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={
            filter.search !== '' && (
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
          autoComplete="off"
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
      <div className="keys-split">
        <div className="keys-main">
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
            <KeyGrid
              rows={rows}
              total={total}
              filter={filter}
              openId={openId}
              onFilter={(changed) => {
                setPlace({ filter: changed });
              }}
              onOpen={(id) => {
                setPlace({ openId: id });
              }}
              onRange={onRange}
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
              document.querySelector<HTMLElement>('[role="grid"]')?.focus();
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
