import type { DayCount } from '../../../shared/keys/key-usage.ts';
import { figure } from '../../app/format/count.ts';
import { words } from '../../app/messages/words.ts';

const text = words.keys.usage;
const height = 72;
const wide = 1000;
/** A day with any use at all shows. */
const lowest = 2;

interface Props {
  readonly days: readonly DayCount[];
  readonly total: number;
  /** The greatest count of a day. */
  readonly most: number;
}

/** One bar a day; everything it shows is in the table below it too. */
export function UsageGraph({ days, total, most }: Props) {
  const step = wide / days.length;
  return (
    <svg
      className="usage-graph"
      viewBox={`0 0 ${String(wide)} ${String(height)}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text.graph(days.length, total, most)}
    >
      {days.map(({ day, count }, index) => {
        const bar = count === 0 ? 0 : Math.max(lowest, (count / most) * height);
        return (
          <g key={day}>
            <rect
              className="usage-bar"
              x={index * step + step * 0.12}
              y={height - bar}
              width={step * 0.76}
              height={bar}
            />
            {/* The pointer finds a day at its whole height. */}
            <rect className="usage-hit" x={index * step} y={0} width={step} height={height}>
              <title>{text.bar(day, count)}</title>
            </rect>
          </g>
        );
      })}
    </svg>
  );
}

/** The same in figures, the latest day first; days without use are left out. */
export function UsageTable({ days }: Pick<Props, 'days'>) {
  return (
    <details className="remark">
      <summary>{text.table}</summary>
      <div className="usage-table" role="region" aria-label={text.table} tabIndex={0}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{text.day}</th>
              <th scope="col" className="number">
                {text.count}
              </th>
            </tr>
          </thead>
          <tbody>
            {days
              .filter(({ count }) => count > 0)
              .toReversed()
              .map(({ day, count }) => (
                <tr key={day}>
                  <th scope="row">{day}</th>
                  <td className="number">{figure(count)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
