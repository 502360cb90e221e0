import type { Clock } from '../../shared/clock.ts';
import { reportError, type ErrorReport } from '../../shared/errors.ts';
import type { Console } from '../console/ports.ts';
import { endsAgent, retryDelay, stateAfter } from './failures.ts';
import type { AgentHealth, AgentState } from './health.ts';
import { createRound } from './round.ts';

/** How long the registry must be quiet before a change of it is looked at, in milliseconds. */
const quiet = 300;
/** The longest that a change waits for quiet. */
const longestQuiet = 1500;

export interface AgentOptions {
  readonly console: Pick<Console, 'api' | 'events'>;
  /** Short name of this device, as it stands in a lease. */
  readonly device: string;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Milliseconds between two sweeps for what was changed by hand, and between two health lines. */
  readonly interval: number;
  readonly onHealth: (health: AgentHealth) => void;
}

/** Keeps a server as its registry wants it, as far as the server's mark allows, until it is stopped. */
export interface Agent {
  /** Resolves when it has stopped: with null because it was asked to, else with what ended it. */
  readonly ended: Promise<ErrorReport | null>;
  /** Finishes what is under way and ends. Safe to call twice. */
  readonly stop: () => void;
}

/** Starts an agent on an open console. */
export function startAgent(options: AgentOptions): Agent {
  const { console, clock, interval } = options;
  const round = createRound(options);
  let stopping = false;
  let worked = false;
  let failures = 0;
  let problem: ErrorReport | null = null;
  let told: AgentState | null = null;
  /** Why to look: a change of the registry, or the interval. */
  let dirty = true;
  let due = true;
  let wake = (): void => undefined;
  let retry = (): void => undefined;
  let cancelQuiet = (): void => undefined;
  let waitingSince: number | null = null;

  async function tell(next: AgentState): Promise<void> {
    const facts = await round.facts();
    told = next;
    options.onHealth({
      at: clock.now().toISOString(),
      state: next,
      ...facts,
      interval,
      problem:
        problem === null
          ? null
          : { code: problem.code, message: problem.message, remedy: problem.remedy },
    });
  }

  async function tellChange(next: AgentState): Promise<void> {
    if (next !== told) await tell(next);
  }

  function look(): void {
    cancelQuiet();
    waitingSince = null;
    dirty = true;
    wake();
  }

  /** A burst of changes, an import say, is one. */
  function registryChanged(): void {
    if (stopping) return;
    cancelQuiet();
    const now = clock.now().getTime();
    waitingSince ??= now;
    const left = Math.max(0, waitingSince + longestQuiet - now);
    cancelQuiet = clock.timer(Math.min(quiet, left), look);
  }

  /** Until there is something to do, or the time is up. */
  async function rest(milliseconds: number): Promise<'woken' | 'time'> {
    if (dirty || stopping) return 'woken';
    return new Promise((resolve) => {
      const cancel = clock.timer(milliseconds, () => {
        wake = () => undefined;
        resolve('time');
      });
      wake = () => {
        cancel();
        wake = () => undefined;
        resolve('woken');
      };
    });
  }

  /** After a failure; only being asked to stop, or the server's coming back, makes it shorter. */
  function backOff(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        retry = () => undefined;
        resolve();
      };
      const cancel = clock.timer(milliseconds, end);
      retry = end;
      if (stopping) end();
    });
  }

  async function work(): Promise<ErrorReport | null> {
    let lastSweep = 0;
    await tell('starting');
    while (!isStopping()) {
      dirty = false;
      const sweep = due;
      due = false;
      try {
        const outcome = await round.run({ sweep, working: () => tellChange('working') });
        if (sweep) lastSweep = clock.now().getTime();
        worked = true;
        failures = 0;
        problem = null;
        if (sweep) await tell(outcome.state);
        else await tellChange(outcome.state);
        if (outcome.again !== null) {
          if ((await rest(outcome.again)) === 'time') dirty = true;
          continue;
        }
      } catch (error) {
        problem = reportError(error);
        if (isStopping()) break;
        if (endsAgent(problem, worked)) return problem;
        failures += 1;
        due ||= sweep;
        await tell(stateAfter(problem));
        await backOff(retryDelay(problem, failures, interval, options.random));
        dirty = true;
        continue;
      }
      const left = lastSweep + interval - clock.now().getTime();
      if ((await rest(Math.max(0, left))) === 'time') due = true;
    }
    return null;
  }

  function isStopping(): boolean {
    return stopping;
  }

  const forget = [
    console.events.on('registry.changed', registryChanged),
    console.events.on('drift.changed', ({ findings }) => {
      if (findings.some(({ corrections }) => corrections.length > 0)) registryChanged();
    }),
    console.events.on('servers.changed', registryChanged),
    console.events.on('lease.changed', (lease) => {
      if (told === 'standby' && (lease?.state !== 'other' || lease.expired)) look();
    }),
    console.events.on('sync.status', ({ state }) => {
      if (state === 'synced' && told === 'offline') retry();
    }),
  ];

  async function run(): Promise<ErrorReport | null> {
    try {
      const end = await work();
      if (end === null) await tell('stopping');
      else {
        problem = end;
        await tell('error');
      }
      return end;
    } catch (error) {
      return reportError(error);
    } finally {
      cancelQuiet();
      for (const stop of forget) stop();
    }
  }

  return {
    ended: run(),
    stop: () => {
      if (stopping) return;
      stopping = true;
      round.cancel();
      wake();
      retry();
    },
  };
}
