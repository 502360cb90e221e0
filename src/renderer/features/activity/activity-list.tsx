import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import type { AuditEntry } from '../../../shared/documents/audit.ts';
import { words } from '../../app/messages/words.ts';
import { ActivityRow } from './activity-row.tsx';
import { OlderFoot } from './older-foot.tsx';
import { inOrder } from './use-older-entries.ts';

interface Props {
  readonly here: readonly AuditEntry[];
  /** What was read from the server beyond that. */
  readonly older: readonly AuditEntry[];
  /** Whether `here` is all that this device has. */
  readonly allHere: boolean;
  readonly reading: boolean;
  readonly error: Error | null;
  readonly ended: boolean;
  readonly onMore: () => void;
}

/** The entries, of which only those on screen exist; more are asked for as one scrolls. */
export function ActivityList(props: Props) {
  const { here, older, allHere, reading, error, ended, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => inOrder(here, older), [here, older]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 45,
    overscan: 10,
    getItemKey: (index) => rows[index]?._id ?? index,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const near = last >= rows.length - 20;
  const more = useEffectEvent(onMore);
  useEffect(() => {
    // What is on this device comes by itself; the server is asked once somebody has scrolled there.
    if (near && !allHere) more();
  }, [near, allHere, rows.length]);
  return (
    <div
      ref={scroller}
      className="section-scroll"
      role="region"
      aria-label={words.activity.list}
      tabIndex={0}
      onScroll={({ currentTarget }) => {
        const left =
          currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
        if (allHere && left < 200 && !reading && !ended && error === null) onMore();
      }}
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
      {allHere && <OlderFoot reading={reading} error={error} ended={ended} onMore={onMore} />}
    </div>
  );
}
