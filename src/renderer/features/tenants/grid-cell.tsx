import type { TenantRow } from '../../../shared/bridge/views.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ProvisioningBadge, StateBadge } from '../../components/badge.tsx';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';
import type { ColumnName } from './columns.ts';

interface Props {
  readonly column: ColumnName;
  readonly row: TenantRow;
  readonly now: Date;
  /** Leads to the tenant's conflicts; the pane beside the list does so for the keyboard. */
  readonly onConflict: (id: string) => void;
}

/** One cell of the list. */
export function GridCell({ column, row, now, onConflict }: Props) {
  switch (column) {
    case 'name':
      return <NameCell row={row} onConflict={onConflict} />;
    case 'key':
      return (
        <div role="gridcell" className="cell cell-key">
          <MiddleEllipsis text={row.key} />
        </div>
      );
    case 'state':
      return (
        <div role="gridcell" className="cell cell-state">
          <StateBadge state={row.state} />
        </div>
      );
    case 'provisioning':
      return (
        <div role="gridcell" className="cell cell-provisioning">
          <ProvisioningBadge provisioning={row.provisioning} />
        </div>
      );
    case 'owner':
      return (
        <div role="gridcell" className="cell cell-owner ellipsis" title={row.ownerEmail ?? ''}>
          {row.ownerEmail ?? <span className="muted">{words.tenants.noOwner}</span>}
        </div>
      );
    case 'blueprint':
      return (
        <div role="gridcell" className="cell cell-blueprint ellipsis" title={row.blueprintTitle}>
          {row.blueprintTitle}
        </div>
      );
    case 'databases':
      return (
        <div role="gridcell" className="cell cell-databases">
          {figure(row.databases)}
        </div>
      );
    case 'createdAt':
    case 'updatedAt':
      return (
        <div role="gridcell" className={`cell cell-${column}`} title={fullMoment(row[column])}>
          {shortMoment(row[column], now)}
        </div>
      );
  }
}

function NameCell({ row, onConflict }: Pick<Props, 'row' | 'onConflict'>) {
  const marked = row.inConflict || row.active || row.drifted || row.ownerless;
  return (
    <div role="gridcell" className="cell cell-name ellipsis" title={row.name}>
      {!marked ? (
        row.name
      ) : (
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
      )}
    </div>
  );
}
