import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { ChangeRow } from '../../../shared/bridge/catch-up-views.ts';
import { moment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { fieldName, kindName } from '../conflicts/field-name.ts';

const text = words.away;

function origin({ by, at }: ChangeRow, now: Date): string {
  if (at === null) return by ?? text.unknown;
  return by === null ? moment(at, now) : text.by(by, moment(at, now));
}

interface RowProps {
  readonly row: ChangeRow;
  readonly both: boolean;
}

function Change({ row, both }: RowProps) {
  const { openTenant } = useNavigation();
  const fields = row.fields
    .map((name) => fieldName(name.startsWith('/') ? name : `/${name}`))
    .join(', ');
  return (
    <div className="away-row">
      <span className={`away-what away-${row.what}`}>{text.what[row.what]}</span>
      <div className="away-body">
        <span className="away-title">
          {row.tenantId === null || row.what === 'removed' ? (
            row.title
          ) : (
            <button
              type="button"
              className="link"
              onClick={() => {
                openTenant(row.tenantId);
              }}
            >
              {row.title}
            </button>
          )}
          {row.kind !== 'tenant' && <span className="muted"> · {kindName(row.kind)}</span>}
          {both && <span className="verdict verdict-ask">{text.both}</span>}
        </span>
        {fields !== '' && <span className="away-fields">{fields}</span>}
        <span className="muted away-origin">{origin(row, new Date())}</span>
      </div>
    </div>
  );
}

interface Props {
  readonly label: string;
  readonly rows: readonly ChangeRow[];
  /** Documents that the other side has too. */
  readonly both: ReadonlySet<string>;
  /** Rows that are not listed. */
  readonly more: number;
}

/** What one side changed; only the rows on screen exist. */
export function ChangeList({ label, rows, both, more }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 62,
    overscan: 8,
    getItemKey: (index) => rows[index]?.documentId ?? index,
  });
  return (
    <div ref={scroller} className="away-scroll" role="group" aria-label={label} tabIndex={0}>
      <ul className="away-list" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${String(item.start)}px)` }}
            >
              <Change row={row} both={both.has(row.documentId)} />
            </li>
          );
        })}
      </ul>
      {more > 0 && <p className="away-more muted">{text.more(more)}</p>}
    </div>
  );
}
