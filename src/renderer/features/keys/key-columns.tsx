import type { KeyRow } from '../../../shared/bridge/key-views.ts';
import type { KeySort } from '../../app/data/key-filter.ts';
import { figure } from '../../app/format/count.ts';
import { ago, date, fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import type { GridColumn } from '../../components/grid/grid-column.ts';
import { KeyMarks, KeyStateBadge } from './key-badges.tsx';

const text = words.keys;
const moment = (at: string | null) => (at === null ? undefined : fullMoment(at));

/** What the list of keys shows. */
export const keyColumns: readonly GridColumn<KeyRow, KeySort>[] = [
  {
    name: 'name',
    heading: text.columns.name,
    sort: 'name',
    shorten: true,
    cell: ({ name }) => name,
    hint: ({ name, prefix }) => `${name} · ${prefix}`,
  },
  {
    name: 'tenant',
    heading: text.columns.tenant,
    sort: 'tenant',
    className: 'muted',
    shorten: true,
    cell: ({ tenantName }) => tenantName,
    hint: ({ tenantName }) => tenantName,
  },
  {
    name: 'state',
    heading: text.columns.state,
    sort: null,
    cell: ({ state, marks }) => (
      <>
        <KeyStateBadge state={state} />
        <KeyMarks marks={marks} />
      </>
    ),
  },
  {
    name: 'access',
    heading: text.columns.access,
    sort: null,
    className: 'muted',
    cell: ({ access }) => text.access[access],
  },
  {
    name: 'lastUsed',
    heading: text.columns.lastUsed,
    sort: 'lastUsed',
    className: 'muted cell-end',
    cell: ({ lastUsed }, today) => (lastUsed === null ? text.never : shortMoment(lastUsed, today)),
    hint: ({ lastUsed }) =>
      lastUsed === null ? undefined : `${ago(lastUsed, new Date())}, ${fullMoment(lastUsed)}`,
  },
  {
    name: 'month',
    heading: text.columns.month,
    sort: null,
    className: 'muted cell-end',
    cell: ({ month }) => (month === 0 ? '' : figure(month)),
    hint: ({ today, month }) => text.usage.recent(today, month),
  },
  {
    name: 'expiresAt',
    heading: text.columns.expiresAt,
    sort: 'expiresAt',
    className: 'muted cell-end',
    cell: ({ expiresAt }, today) => (expiresAt === null ? text.never : date(expiresAt, today)),
    hint: ({ expiresAt }) => moment(expiresAt),
  },
];
