import { Button } from '@mantine/core';
import { IconActivity, IconScissors, IconShieldCheck } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { useConnection } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ActivityFilter } from './activity-filter.tsx';
import { ActivityList } from './activity-list.tsx';
import { CutDialog } from './cut-dialog.tsx';
import { entryFilter, isEverything } from './entry-search.ts';
import { ExportMenu } from './export-menu.tsx';
import { useEntrySearch } from './use-entry-search.ts';
import { useOlderEntries } from './use-older-entries.ts';
import { VerifyDialog } from './verify-dialog.tsx';
import './activity.css';

const pageSize = 100;
const text = words.activity;

/** The audit log, the latest first: a recent part from this device, the rest from the server. */
export function ActivitySection() {
  const client = useClient();
  const connected = (useConnection().data ?? null) !== null;
  const [dialog, setDialog] = useState<'verify' | 'cut' | null>(null);
  const [search, setSearch] = useEntrySearch();
  const filter = entryFilter(search, new Date());
  /** What the server was asked for, so that another search does not ask it by itself. */
  const [olderAsked, setOlderAsked] = useState<string | null>(null);
  const asked = JSON.stringify(filter);
  const log = useInfiniteQuery({
    queryKey: keys.auditEntries(filter),
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      client.audit.recent({ ...filter, offset: pageParam, limit: pageSize }),
    placeholderData: keepPreviousData,
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return last.rows.length === 0 || read >= last.total ? undefined : read;
    },
  });
  const here = log.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = log.data?.pages.at(-1)?.total ?? 0;
  const allHere = log.data !== undefined && !log.hasNextPage;
  const older = useOlderEntries(here, filter, olderAsked === asked && allHere);
  const narrowed = !isEverything(search);
  const close = () => {
    setDialog(null);
  };
  const more = () => {
    if (log.hasNextPage) {
      if (!log.isFetchingNextPage) void log.fetchNextPage();
    } else if (olderAsked !== asked) setOlderAsked(asked);
    else if (older.error !== null) void older.refetch();
    else if (older.hasNextPage && !older.isFetchingNextPage) void older.fetchNextPage();
  };
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={log.data === undefined ? undefined : text.entries(total + older.rows.length)}
      >
        {(total > 0 || narrowed) && <ExportMenu filter={filter} />}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconShieldCheck size={14} aria-hidden />}
          disabled={total === 0 && !narrowed}
          onClick={() => {
            setDialog('verify');
          }}
        >
          {text.verify}
        </Button>
        {connected && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconScissors size={14} aria-hidden />}
            title={text.cutHint}
            disabled={total === 0 && !narrowed}
            onClick={() => {
              setDialog('cut');
            }}
          >
            {text.cut}
          </Button>
        )}
      </SectionHeader>
      {log.error !== null && (
        <ErrorNote
          error={log.error}
          onRetry={() => {
            void log.refetch();
          }}
        />
      )}
      {(total > 0 || narrowed) && <ActivityFilter search={search} onSearch={setSearch} />}
      {log.data !== undefined && total === 0 && !narrowed && (
        <EmptyState icon={IconActivity} title={text.emptyTitle} text={text.emptyText} />
      )}
      {log.data !== undefined && narrowed && total + older.rows.length === 0 && (
        <p className="activity-none muted" role="status">
          {text.noMatchTitle}. {connected && text.noMatchText}
        </p>
      )}
      {log.data !== undefined && (total > 0 || narrowed) && (
        <ActivityList
          key={asked}
          here={here}
          older={older.rows}
          allHere={allHere}
          reading={older.isFetching}
          error={older.error}
          ended={older.data !== undefined && !older.hasNextPage && older.error === null}
          onMore={more}
        />
      )}
      <VerifyDialog opened={dialog === 'verify'} onClose={close} />
      <CutDialog opened={dialog === 'cut'} onClose={close} />
    </>
  );
}
