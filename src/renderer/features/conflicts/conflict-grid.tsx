import { useEffect, useRef } from 'react';
import type { ConflictPage } from '../../../shared/bridge/conflict-views.ts';
import type { PagedRows } from '../../app/data/use-paged-rows.ts';
import { words } from '../../app/messages/words.ts';
import { Grid } from '../../components/grid/grid.tsx';
import { conflictColumns } from './conflict-columns.tsx';
import type { ConflictFilter } from './use-conflicts.ts';

const text = words.conflicts;

interface Props {
  readonly rows: PagedRows<ConflictFilter, ConflictPage>;
  readonly total: number;
  readonly filter: ConflictFilter;
  readonly ticked: ReadonlySet<string>;
  readonly onOpen: (id: string) => void;
  readonly onTick: (id: string) => void;
}

/** The conflicts: Enter opens one to decide it, Space selects it. */
export function ConflictGrid({ rows, total, filter, ticked, onOpen, onTick }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After a review the focus would be nowhere.
    if (document.activeElement === document.body) scroller.current?.focus();
  }, []);
  return (
    <Grid
      of="conflict"
      label={text.list}
      className="conflicts-grid"
      scroller={scroller}
      rows={rows}
      total={total}
      filter={`${filter.kind ?? ''} ${filter.search}`}
      columns={conflictColumns}
      order={null}
      idOf={({ documentId }) => documentId}
      openId={null}
      selection={{
        ids: ticked,
        toggle: (index) => {
          const row = rows.rowAt(index);
          if (row !== undefined) onTick(row.documentId);
        },
        range: null,
        heading: text.selection,
        nameOf: ({ title }) => text.select(title),
      }}
      onSort={() => undefined}
      onOpen={({ documentId }) => {
        onOpen(documentId);
      }}
    />
  );
}
