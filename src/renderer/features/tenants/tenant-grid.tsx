import { useEffect, useMemo, type RefObject } from 'react';
import type { TenantRow } from '../../../shared/bridge/views.ts';
import { sortedBy, type TenantFilter } from '../../app/data/tenant-filter.ts';
import { words } from '../../app/messages/words.ts';
import { Grid } from '../../components/grid/grid.tsx';
import type { GridSelection } from '../../components/grid/grid-selection.ts';
import { columnTemplate, fittingColumns, type ColumnName } from './columns.ts';
import { tenantColumns } from './tenant-columns.tsx';
import { useRemWidth } from './use-rem-width.ts';
import type { TenantRows } from './use-tenant-rows.ts';

interface Props {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rows: TenantRows;
  readonly total: number;
  readonly filter: TenantFilter;
  /** The same list while it says the same, or every row would be drawn anew. */
  readonly chosen: readonly ColumnName[];
  readonly selection: GridSelection<TenantRow>;
  readonly openId: string | null;
  readonly onFilter: (filter: TenantFilter) => void;
  readonly onOpen: (id: string) => void;
  readonly onConflict: (tenantId: string) => void;
}

/** The list of tenants, with those of the chosen columns for which there is room. */
export function TenantGrid(props: Props) {
  const { scroller, rows, total, filter, chosen, selection, openId } = props;
  const { onFilter, onOpen, onConflict } = props;
  const width = useRemWidth(scroller);
  const [columns, template] = useMemo(() => {
    const names = fittingColumns(chosen, width);
    return [tenantColumns(names, onConflict), columnTemplate(names)];
  }, [chosen, width, onConflict]);
  useEffect(() => {
    // The page allows no style in its text, so the columns are set where they are.
    scroller.current?.style.setProperty('--grid-columns', template);
  }, [scroller, template]);
  return (
    <Grid
      of="tenant"
      label={words.tenants.list}
      scroller={scroller}
      rows={rows}
      total={total}
      filter={filter}
      columns={columns}
      order={filter}
      idOf={({ id }) => id}
      openId={openId}
      selection={selection}
      onSort={(sort) => {
        onFilter(sortedBy(filter, sort));
      }}
      onOpen={({ id }) => {
        onOpen(id);
      }}
    />
  );
}
