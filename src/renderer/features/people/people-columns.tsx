import { personSorts, type PersonRow } from '../../../shared/bridge/people-views.ts';
import type { PeopleFilter } from '../../app/data/people-filter.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import type { GridColumn } from '../../components/grid/grid-column.ts';

type Sort = PeopleFilter['sort'];
type Cell = Omit<GridColumn<PersonRow, Sort>, 'name' | 'heading' | 'sort'>;

const text = words.people;

const cells: Readonly<Record<Sort, Cell>> = {
  name: {
    cell: (row) => (
      <>
        <span className={row.name === '' ? 'muted ellipsis' : 'ellipsis'} title={row.name}>
          {row.name === '' ? text.unnamed : row.name}
        </span>
        {row.removedAt !== null && <span className="mark-badge">{text.removed}</span>}
        {row.invited > 0 && <span className="mark-badge">{text.nobodyYet}</span>}
      </>
    ),
  },
  email: {
    className: 'muted',
    shorten: true,
    cell: ({ email }) => email,
    hint: ({ email }) => email,
  },
  tenants: {
    className: 'muted cell-end',
    cell: ({ tenants }) => figure(tenants),
    hint: ({ owned }) => (owned === 0 ? undefined : text.ownedOf(owned)),
  },
  lastLoginAt: {
    className: 'muted cell-end',
    cell: ({ lastLoginAt }, today) =>
      lastLoginAt === null ? text.never : shortMoment(lastLoginAt, today),
    hint: ({ lastLoginAt }) => (lastLoginAt === null ? undefined : fullMoment(lastLoginAt)),
  },
  createdAt: {
    className: 'muted cell-end',
    cell: ({ createdAt }, today) => shortMoment(createdAt, today),
    hint: ({ createdAt }) => fullMoment(createdAt),
  },
};

/** What the list of people shows; ordered by any of it. */
export const peopleColumns: readonly GridColumn<PersonRow, Sort>[] = personSorts.map((sort) => ({
  name: sort,
  heading: text.columns[sort],
  sort,
  ...cells[sort],
}));
