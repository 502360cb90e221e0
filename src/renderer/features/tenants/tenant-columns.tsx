import type { TenantRow } from '../../../shared/bridge/views.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ProvisioningBadge, StateBadge } from '../../components/badge.tsx';
import type { GridColumn } from '../../components/grid/grid-column.ts';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';
import type { ColumnName } from './columns.ts';

type Cell = Omit<GridColumn<TenantRow, ColumnName>, 'name' | 'heading' | 'sort'>;

function moment(field: 'createdAt' | 'updatedAt'): Cell {
  return {
    className: 'muted cell-end',
    cell: (row, today) => shortMoment(row[field], today),
    hint: (row) => fullMoment(row[field]),
  };
}

const cells: Readonly<Record<Exclude<ColumnName, 'name'>, Cell>> = {
  key: { className: 'muted', cell: ({ key }) => <MiddleEllipsis text={key} /> },
  state: { cell: ({ state }) => <StateBadge state={state} /> },
  provisioning: {
    cell: ({ provisioning }) => <ProvisioningBadge provisioning={provisioning} />,
  },
  owner: {
    className: 'muted',
    shorten: true,
    cell: ({ ownerEmail }) => ownerEmail ?? words.tenants.noOwner,
    hint: ({ ownerEmail }) => ownerEmail ?? '',
  },
  blueprint: {
    className: 'muted',
    shorten: true,
    cell: ({ blueprintTitle }) => blueprintTitle,
    hint: ({ blueprintTitle }) => blueprintTitle,
  },
  databases: { className: 'muted cell-end', cell: ({ databases }) => figure(databases) },
  createdAt: moment('createdAt'),
  updatedAt: moment('updatedAt'),
};

/**
 * What the columns show.
 * @param onConflict leads to a tenant's conflicts; the pane beside the list does so for the keyboard
 */
export function tenantColumns(
  names: readonly ColumnName[],
  onConflict: (id: string) => void,
): readonly GridColumn<TenantRow, ColumnName>[] {
  const nameCell: Cell = {
    shorten: true,
    cell: (row) => <TenantName row={row} onConflict={onConflict} />,
    hint: ({ name }) => name,
  };
  return names.map((name) => ({
    name,
    heading: words.tenants.columns[name],
    sort: name,
    ...(name === 'name' ? nameCell : cells[name]),
  }));
}

interface NameProps {
  readonly row: TenantRow;
  readonly onConflict: (id: string) => void;
}

function TenantName({ row, onConflict }: NameProps) {
  if (!row.inConflict && !row.active && !row.drifted && !row.ownerless) return row.name;
  return (
    <span className="name-with-mark">
      <span className="ellipsis">
        <bdi>{row.name}</bdi>
      </span>
      {row.active && (
        <span className="mark-badge mark-active" title={words.tenants.activeHint}>
          {words.tenants.active}
        </span>
      )}
      {row.drifted && (
        <span className="mark-badge" title={words.tenants.driftedHint}>
          {words.tenants.drifted}
        </span>
      )}
      {row.ownerless && (
        <span className="mark-badge" title={words.tenants.ownerlessHint}>
          {words.tenants.ownerless}
        </span>
      )}
      {row.inConflict && (
        <button
          type="button"
          tabIndex={-1}
          className="mark-badge mark-conflict"
          title={words.conflicts.badgeHint}
          onClick={(event) => {
            event.stopPropagation();
            onConflict(row.id);
          }}
        >
          {words.conflicts.badge}
        </button>
      )}
    </span>
  );
}
