import { Button } from '@mantine/core';
import { IconActivity, IconScissors, IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { useConnection } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ActivityList } from './activity-list.tsx';
import { CutDialog } from './cut-dialog.tsx';
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
  const [olderAsked, setOlderAsked] = useState(false);
  const log = useInfiniteQuery({
    queryKey: [...keys.audit, 'all'],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      client.audit.recent({ tenantId: null, offset: pageParam, limit: pageSize }),
    getNextPageParam: (last, pages) => {
      const read = pages.reduce((sum, page) => sum + page.rows.length, 0);
      return last.rows.length === 0 || read >= last.total ? undefined : read;
    },
  });
  const here = log.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = log.data?.pages.at(-1)?.total ?? 0;
  const allHere = log.data !== undefined && !log.hasNextPage;
  const older = useOlderEntries(here, olderAsked && allHere);
  const close = () => {
    setDialog(null);
  };
  const more = () => {
    if (log.hasNextPage) {
      if (!log.isFetchingNextPage) void log.fetchNextPage();
    } else if (!olderAsked) setOlderAsked(true);
    else if (older.error !== null) void older.refetch();
    else if (older.hasNextPage && !older.isFetchingNextPage) void older.fetchNextPage();
  };
  return (
    <>
      <SectionHeader
        title={text.title}
        aside={log.data === undefined ? undefined : text.entries(total + older.rows.length)}
      >
        <Button
          size="xs"
          variant="default"
          leftSection={<IconShieldCheck size={14} aria-hidden />}
          disabled={total === 0}
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
            disabled={total === 0}
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
      {log.data !== undefined && total === 0 && (
        <EmptyState icon={IconActivity} title={text.emptyTitle} text={text.emptyText} />
      )}
      {total > 0 && (
        <ActivityList
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
