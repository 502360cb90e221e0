import type { SyncHistoryPoint } from '../../../shared/bridge/sync-views.ts';
import { date, hourAndMinute, moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { segmentsOf, sharesOf, type Segment } from './history-strip.ts';

const text = words.sync;
const width = 1000;
const height = 32;

/** Each state has a height of its own, so that colour is not all that tells them apart. */
const heights: Readonly<Record<Segment['state'], number>> = {
  unknown: 3,
  'not-connected': 3,
  synced: 12,
  syncing: 20,
  offline: 26,
  error: 32,
};
const legend = ['synced', 'syncing', 'offline', 'error', 'unknown'] as const;

export function stateName(state: Segment['state']): string {
  return state === 'unknown' ? text.historyUnknown : text.states[state];
}

/** Where a stretch lies and what happened in it. */
function told({ state, point }: Segment, now: Date): string {
  if (point === null) return stateName(state);
  const { columns } = { columns: text.historyColumns };
  return [
    `${stateName(state)}: ${moment(point.from, now)} – ${point.until === null ? text.historyOngoing : moment(point.until, now)}`,
    ...(point.pushed > 0 ? [`${columns.sent} ${String(point.pushed)}`] : []),
    ...(point.pulled > 0 ? [`${columns.received} ${String(point.pulled)}`] : []),
    ...(point.waitedOut > 0 ? [text.waitOut(point.waitedOut)] : []),
    ...(point.error === null ? [] : [words.errors[point.error.code].title]),
  ].join('\n');
}

/** Times at quarters of the strip. */
function Ticks({ range, from, to }: Pick<Props, 'range' | 'from' | 'to'>) {
  const now = new Date(to);
  const told = (instant: string) => (range === 'day' ? hourAndMinute(instant) : date(instant, now));
  return (
    <div className="history-ticks muted" aria-hidden>
      {[0, 0.25, 0.5, 0.75].map((fraction) => (
        <span key={fraction}>{told(new Date(from + (to - from) * fraction).toISOString())}</span>
      ))}
      <span>{text.now24}</span>
    </div>
  );
}

interface Props {
  readonly history: readonly SyncHistoryPoint[];
  readonly databases: readonly string[];
  readonly range: 'day' | 'week';
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** What each database was in over time; everything it shows is in the table below it too. */
export function HistoryGraph({ history, databases, range, from, to }: Props) {
  const names: Readonly<Record<string, string>> = text.database;
  const now = new Date(to);
  return (
    <div className="history">
      {databases.map((database) => {
        const segments = segmentsOf(history, database, from, to);
        const parts = sharesOf(segments)
          .map(({ state, share }) =>
            text.historyPart(Math.max(1, Math.round(share * 100)), stateName(state)),
          )
          .join(', ');
        const name = names[database] ?? database;
        return (
          <div key={database} className="history-row">
            <span className="history-name">{name}</span>
            <svg
              className="history-strip"
              viewBox={`0 0 ${String(width)} ${String(height)}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={text.historyStrip(name, text.ranges[range], parts)}
            >
              {segments.map((segment) => (
                <g key={segment.start}>
                  <rect
                    className={`history-${segment.state}`}
                    x={segment.start * width}
                    y={height - heights[segment.state]}
                    width={Math.max(1.5, (segment.end - segment.start) * width)}
                    height={heights[segment.state]}
                  />
                  {/* The pointer finds a stretch at its whole height. */}
                  <rect
                    className="history-hit"
                    x={segment.start * width}
                    y={0}
                    width={Math.max(1.5, (segment.end - segment.start) * width)}
                    height={height}
                  >
                    <title>{told(segment, now)}</title>
                  </rect>
                </g>
              ))}
            </svg>
          </div>
        );
      })}
      <Ticks range={range} from={from} to={to} />
      <ul className="history-legend muted" aria-hidden>
        {legend.map((state) => (
          <li key={state}>
            <svg
              width={10}
              height={16}
              viewBox={`0 0 10 ${String(height)}`}
              preserveAspectRatio="none"
            >
              <rect
                className={`history-${state}`}
                y={height - heights[state]}
                width={10}
                height={heights[state]}
              />
            </svg>
            {stateName(state)}
          </li>
        ))}
      </ul>
    </div>
  );
}
