import { IconActivity } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { SectionHeader } from '../../app/frame/section-header.tsx';
import { words } from '../../app/messages/words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { ActivityRow } from './activity-row.tsx';
import './activity.css';

const pageSize = 100;

/** The audit log, the latest first; more is read as one scrolls. */
export function ActivitySection() {
  const client = useClient();
  const scroller = useRef<HTMLDivElement>(null);
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
  const rows = log.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = log.data?.pages.at(-1)?.total ?? 0;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 45,
    overscan: 10,
    getItemKey: (index) => rows[index]?._id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = log;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 20) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <SectionHeader
        title={words.activity.title}
        aside={log.data === undefined ? undefined : words.activity.entries(total)}
      />
      {log.error !== null && (
        <ErrorNote
          error={log.error}
          onRetry={() => {
            void log.refetch();
          }}
        />
      )}
      {log.data !== undefined && total === 0 && (
        <EmptyState
          icon={IconActivity}
          title={words.activity.emptyTitle}
          text={words.activity.emptyText}
        />
      )}
      {total > 0 && (
        <div
          ref={scroller}
          className="section-scroll"
          role="region"
          aria-label={words.activity.list}
          tabIndex={0}
        >
          <ul className="activity" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const entry = rows[item.index];
              if (entry === undefined) return null;
              return (
                <li
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className="activity-item"
                  style={{ transform: `translateY(${String(item.start)}px)` }}
                >
                  <ActivityRow entry={entry} />
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </>
  );
}
