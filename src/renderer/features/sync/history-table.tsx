import type { SyncHistoryPoint } from '../../../shared/bridge/sync-views.ts';
import { figure } from '../../app/format/count.ts';
import { fullMoment, moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { stateName } from './history-graph.tsx';

const text = words.sync;

/** No more are listed; older ones are the least of interest. */
const listed = 200;

const numbers: ReadonlySet<string> = new Set(['sent', 'received', 'waited']);

interface Props {
  readonly history: readonly SyncHistoryPoint[];
  /** Milliseconds; what ended before is left out. */
  readonly from: number;
  readonly now: Date;
}

/** The stretches of the graph in words and figures, the latest first. */
export function HistoryTable({ history, from, now }: Props) {
  const names: Readonly<Record<string, string>> = text.database;
  const { historyColumns: columns } = text;
  const shown = history
    .filter(({ until }) => until === null || Date.parse(until) > from)
    .toSorted((a, b) => b.from.localeCompare(a.from));
  return (
    <details className="remark">
      <summary>
        <strong>{text.historyTable}</strong>
      </summary>
      <div className="history-table" role="region" aria-label={text.historyTable} tabIndex={0}>
        <table className="plain-table">
          <thead>
            <tr>
              {Object.entries(columns).map(([name, title]) => (
                <th key={name} scope="col" {...(numbers.has(name) ? { className: 'number' } : {})}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, listed).map((point) => (
              <tr key={`${point.database} ${point.from}`}>
                <th scope="row">{names[point.database] ?? point.database}</th>
                <td title={fullMoment(point.from)}>{moment(point.from, now)}</td>
                <td {...(point.until === null ? {} : { title: fullMoment(point.until) })}>
                  {point.until === null ? text.historyOngoing : moment(point.until, now)}
                </td>
                <td>{stateName(point.state)}</td>
                <td className="number">{figure(point.pushed)}</td>
                <td className="number">{figure(point.pulled)}</td>
                <td className="number">{figure(point.waitedOut)}</td>
                <td>{point.error === null ? '' : words.errors[point.error.code].title}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown.length > listed && (
          <p className="muted">{text.historyMore(shown.length - listed)}</p>
        )}
      </div>
    </details>
  );
}
