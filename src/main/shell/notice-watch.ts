import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { DriftReport } from '../../shared/bridge/drift-views.ts';
import type { Clock } from '../../shared/clock.ts';
import {
  decideNotice,
  firstMemory,
  type Happening,
  type NoticeMemory,
} from '../../shared/notices/decide-notice.ts';
import type { Notice, NoticeSwitches } from '../../shared/notices/notice.ts';
import type { ConsoleEventSource } from '../console/events.ts';

export interface NoticeWatchOptions {
  readonly api: Pick<ConsoleApi, 'drift' | 'conflicts' | 'connection'>;
  readonly events: ConsoleEventSource;
  readonly clock: Clock;
  readonly switches: () => NoticeSwitches;
  /** Whether the window has the focus. */
  readonly isFocused: () => boolean;
  readonly show: (notice: Notice) => void;
}

export interface NoticeWatch {
  /** Somebody turned to the window. */
  readonly looked: () => void;
  readonly close: () => void;
}

/** Listens to the console and tells what needs somebody while nobody looks at the window. */
export async function watchNotices(options: NoticeWatchOptions): Promise<NoticeWatch> {
  const { api, events, clock, switches, isFocused, show } = options;
  let memory: NoticeMemory = firstMemory;
  let sleep: (() => void) | null = null;

  function take(happening: Happening): void {
    const now = clock.now().getTime();
    const decided = decideNotice(memory, happening, {
      now,
      focused: isFocused(),
      switches: switches(),
    });
    memory = decided.memory;
    sleep?.();
    sleep =
      decided.wakeAt === null
        ? null
        : clock.timer(Math.max(1, decided.wakeAt - now), () => {
            take({ what: 'time' });
          });
    if (decided.show !== null) show(decided.show);
  }

  const alarmsOf = ({ findings }: DriftReport) => findings.filter(({ alarm }) => alarm);
  // A look that is under way or failed says nothing about what there is.
  const isTold = ({ sweptAt, sweeping, problem }: DriftReport): boolean =>
    sweptAt !== null && !sweeping && problem === null;
  const asked = { search: '', kind: null, offset: 0, limit: 1 };
  const [report, conflicts, connection] = await Promise.all([
    api.drift.current(undefined),
    api.conflicts.list(asked),
    api.connection.current(undefined),
  ]);
  // The window is about to open on what there is already.
  memory = {
    ...firstMemory,
    alarms: isTold(report) ? new Set(alarmsOf(report).map(({ id }) => id)) : null,
    open: conflicts.total,
  };
  let server = connection?.serverId ?? null;
  const stops = [
    events.on('drift.changed', (after) => {
      if (isTold(after)) take({ what: 'drift', alarms: alarmsOf(after) });
    }),
    events.on('conflicts.changed', ({ open }) => {
      take({ what: 'conflicts', open });
    }),
    events.on('plan.progress', ({ running, done, failed, skipped }) => {
      if (!running) take({ what: 'applied', done, failed, skipped });
    }),
    events.on('sync.status', ({ state, error }) => {
      take({ what: 'sync', state, message: error?.message ?? '' });
    }),
    events.on('connection.changed', (changed) => {
      const next = changed?.serverId ?? null;
      if (next === server) return;
      server = next;
      take({ what: 'another-server' });
    }),
  ];
  return {
    looked: () => {
      take({ what: 'looked' });
    },
    close: () => {
      for (const stop of stops) stop();
      sleep?.();
      sleep = null;
    },
  };
}
