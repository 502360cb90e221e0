import type { ConflictRow } from '../../../shared/bridge/conflict-views.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import type { GridColumn } from '../../components/grid/grid-column.ts';
import { fieldName, kindName } from './field-name.ts';

const text = words.conflicts;
const asked = ({ asks }: ConflictRow) => asks.map(fieldName).join(', ');

/** What the list of conflicts shows; its order is main's. */
export const conflictColumns: readonly GridColumn<ConflictRow, never>[] = [
  {
    name: 'name',
    heading: text.columns.title,
    sort: null,
    shorten: true,
    cell: ({ title }) => title,
    hint: ({ documentId }) => documentId,
  },
  {
    name: 'kind',
    heading: text.columns.kind,
    sort: null,
    className: 'muted',
    cell: ({ kind }) => kindName(kind),
  },
  {
    name: 'asks',
    heading: text.columns.asks,
    sort: null,
    shorten: true,
    cell: (row) =>
      row.asks.length === 0 ? <span className="muted">{text.noAsks}</span> : asked(row),
    hint: (row) => (row.asks.length === 0 ? undefined : asked(row)),
  },
  {
    name: 'sides',
    heading: text.columns.sides,
    sort: null,
    className: 'muted cell-end',
    cell: ({ sides }) => figure(sides),
  },
  {
    name: 'updatedAt',
    heading: text.columns.updatedAt,
    sort: null,
    className: 'muted cell-end',
    cell: ({ updatedAt }, today) => (updatedAt === null ? '' : shortMoment(updatedAt, today)),
    hint: ({ updatedAt }) => (updatedAt === null ? undefined : fullMoment(updatedAt)),
  },
];
