import type { KeyRow } from '../../../shared/bridge/key-views.ts';
import { date, fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { KeyMarks, KeyStateBadge } from './key-badges.tsx';

const text = words.keys;

interface Props {
  readonly index: number;
  /** Distance from the top of the list in CSS pixels. */
  readonly top: number;
  readonly row: KeyRow | undefined;
  readonly active: boolean;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
}

function Cells({ row }: { readonly row: KeyRow }) {
  const now = new Date();
  const { name, prefix, tenantName, state, marks, access, lastUsed, expiresAt } = row;
  return (
    <>
      <div role="gridcell" className="key-cell key-cell-name" title={`${name} · ${prefix}`}>
        <span className="ellipsis">{name}</span>
      </div>
      <div role="gridcell" className="key-cell key-cell-tenant ellipsis" title={tenantName}>
        {tenantName}
      </div>
      <div role="gridcell" className="key-cell key-cell-state">
        <KeyStateBadge state={state} />
        <KeyMarks marks={marks} />
      </div>
      <div role="gridcell" className="key-cell key-cell-access">
        {text.access[access]}
      </div>
      <div
        role="gridcell"
        className="key-cell key-cell-lastUsed"
        {...(lastUsed === null ? {} : { title: fullMoment(lastUsed) })}
      >
        {lastUsed === null ? text.never : shortMoment(lastUsed, now)}
      </div>
      <div
        role="gridcell"
        className="key-cell key-cell-expiresAt"
        {...(expiresAt === null ? {} : { title: fullMoment(expiresAt) })}
      >
        {expiresAt === null ? text.never : date(expiresAt, now)}
      </div>
    </>
  );
}

/** One key in the list; a grey bar while its page is on its way. */
export function KeyGridRow({ index, top, row, active, openId, onOpen }: Props) {
  return (
    <div
      id={`key-row-${String(index)}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={openId !== null && row?.id === openId}
      className="keys-row keys-item"
      data-active={active}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        if (row !== undefined) onOpen(row.id);
      }}
    >
      {row === undefined ? (
        <div role="gridcell" className="key-cell key-cell-name">
          <span className="key-skeleton" />
          <span className="visually-hidden">{words.frame.loading}</span>
        </div>
      ) : (
        <Cells row={row} />
      )}
    </div>
  );
}
