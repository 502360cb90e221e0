import type { PersonRow } from '../../../shared/bridge/people-views.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';

const text = words.people;

interface Props {
  readonly index: number;
  /** Distance from the top of the list in CSS pixels. */
  readonly top: number;
  readonly row: PersonRow | undefined;
  readonly active: boolean;
  readonly opened: boolean;
  readonly onOpen: (row: PersonRow) => void;
}

function Cells({ row }: { readonly row: PersonRow }) {
  const now = new Date();
  return (
    <>
      <div role="gridcell" className="people-cell people-name">
        <span className={row.name === '' ? 'muted ellipsis' : 'ellipsis'} title={row.name}>
          {row.name === '' ? text.unnamed : row.name}
        </span>
        {row.removedAt !== null && <span className="mark-badge">{text.removed}</span>}
        {row.invited > 0 && <span className="mark-badge">{text.nobodyYet}</span>}
      </div>
      <div role="gridcell" className="people-cell people-email ellipsis" title={row.email}>
        {row.email}
      </div>
      <div
        role="gridcell"
        className="people-cell people-tenants"
        title={row.owned === 0 ? undefined : text.ownedOf(row.owned)}
      >
        {figure(row.tenants)}
      </div>
      <div
        role="gridcell"
        className="people-cell people-lastLoginAt"
        title={row.lastLoginAt === null ? undefined : fullMoment(row.lastLoginAt)}
      >
        {row.lastLoginAt === null ? text.never : shortMoment(row.lastLoginAt, now)}
      </div>
      <div
        role="gridcell"
        className="people-cell people-createdAt"
        title={fullMoment(row.createdAt)}
      >
        {shortMoment(row.createdAt, now)}
      </div>
    </>
  );
}

/** Somebody in the list; a grey bar while their page is on its way. */
export function PersonRowView({ index, top, row, active, opened, onOpen }: Props) {
  return (
    <div
      id={`person-row-${String(index)}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={opened}
      className="people-row people-item"
      data-active={active}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        if (row !== undefined) onOpen(row);
      }}
    >
      {row === undefined ? (
        <div role="gridcell" className="people-cell people-name">
          <span className="people-skeleton" />
          <span className="visually-hidden">{words.frame.loading}</span>
        </div>
      ) : (
        <Cells row={row} />
      )}
    </div>
  );
}
