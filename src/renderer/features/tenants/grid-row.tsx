import type { TenantRow } from '../../../shared/bridge/views.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { ProvisioningBadge, StateBadge } from '../../components/badge.tsx';
import { MiddleEllipsis } from '../../components/middle-ellipsis.tsx';

interface Props {
  readonly index: number;
  /** Distance from the top of the list in CSS pixels. */
  readonly top: number;
  readonly row: TenantRow | undefined;
  readonly active: boolean;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  /** Leads to the tenant's conflicts; the pane beside the list does so for the keyboard. */
  readonly onConflict: (id: string) => void;
}

/** One tenant in the list; a grey bar while its page is on its way. */
export function GridRow({ index, top, row, active, openId, ...actions }: Props) {
  const { onOpen, onConflict } = actions;
  const now = new Date();
  return (
    <div
      id={`tenant-row-${String(index)}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={openId !== null && row?.id === openId}
      className="grid-row grid-item"
      data-active={active}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        if (row !== undefined) onOpen(row.id);
      }}
    >
      {row === undefined ? (
        <div role="gridcell" className="cell cell-name">
          <span className="skeleton" />
          <span className="visually-hidden">{words.frame.loading}</span>
        </div>
      ) : (
        <>
          <div role="gridcell" className="cell cell-name ellipsis" title={row.name}>
            {row.inConflict ? (
              <span className="name-with-mark">
                <span className="ellipsis">{row.name}</span>
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
              </span>
            ) : (
              row.name
            )}
          </div>
          <div role="gridcell" className="cell cell-key">
            <MiddleEllipsis text={row.key} />
          </div>
          <div role="gridcell" className="cell cell-state">
            <StateBadge state={row.state} />
          </div>
          <div role="gridcell" className="cell cell-provisioning">
            <ProvisioningBadge provisioning={row.provisioning} />
          </div>
          <div role="gridcell" className="cell cell-databases">
            {figure(row.databases)}
          </div>
          <div role="gridcell" className="cell cell-createdAt" title={fullMoment(row.createdAt)}>
            {shortMoment(row.createdAt, now)}
          </div>
          <div role="gridcell" className="cell cell-updatedAt" title={fullMoment(row.updatedAt)}>
            {shortMoment(row.updatedAt, now)}
          </div>
        </>
      )}
    </div>
  );
}
