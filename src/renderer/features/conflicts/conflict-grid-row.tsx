import { Checkbox } from '@mantine/core';
import type { ConflictRow } from '../../../shared/bridge/conflict-views.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { fieldName, kindName } from './field-name.ts';

const text = words.conflicts;

interface Props {
  readonly index: number;
  /** Distance from the top of the list in CSS pixels. */
  readonly top: number;
  readonly row: ConflictRow | undefined;
  readonly active: boolean;
  readonly ticked: boolean;
  readonly onOpen: (id: string) => void;
  readonly onTick: (id: string) => void;
}

/** One conflict in the list; a grey bar while its page is on its way. */
export function ConflictGridRow({ index, top, row, active, ticked, onOpen, onTick }: Props) {
  const asks = row?.asks.map(fieldName).join(', ') ?? '';
  return (
    <div
      id={`conflict-row-${String(index)}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={ticked}
      className="conflict-row grid-item"
      data-active={active}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        if (row !== undefined) onOpen(row.documentId);
      }}
    >
      {row === undefined ? (
        <div role="gridcell" className="cell conflict-title">
          <span className="skeleton" />
          <span className="visually-hidden">{words.frame.loading}</span>
        </div>
      ) : (
        <>
          <div
            role="gridcell"
            onClick={(event) => {
              event.stopPropagation();
            }}
          >
            <Checkbox
              size="xs"
              tabIndex={-1}
              checked={ticked}
              aria-label={text.select(row.title)}
              onChange={() => {
                onTick(row.documentId);
              }}
            />
          </div>
          <div role="gridcell" className="cell conflict-title ellipsis" title={row.documentId}>
            {row.title}
          </div>
          <div role="gridcell" className="cell conflict-kind muted">
            {kindName(row.kind)}
          </div>
          <div
            role="gridcell"
            className="cell conflict-asks ellipsis"
            {...(asks === '' ? {} : { title: asks })}
          >
            {asks === '' ? <span className="muted">{text.noAsks}</span> : asks}
          </div>
          <div role="gridcell" className="cell conflict-sides muted">
            {figure(row.sides)}
          </div>
          <div
            role="gridcell"
            className="cell conflict-updated muted"
            {...(row.updatedAt === null ? {} : { title: fullMoment(row.updatedAt) })}
          >
            {row.updatedAt === null ? '' : shortMoment(row.updatedAt, new Date())}
          </div>
        </>
      )}
    </div>
  );
}
