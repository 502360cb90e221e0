import { ServerRefusedError } from '../../src/couch/errors.ts';
import type { Requester } from '../../src/couch/transport.ts';
import type { Clock, Stopwatch } from '../../src/shared/clock.ts';
import { acquireLease, type LeaseOptions } from '../../src/main/provisioning/lease.ts';
import { leaseTimes } from '../../src/main/provisioning/lease-times.ts';
import { LeaseServer } from './lease-server.ts';
import { seededRandom } from './seeded-random.ts';

/** The longest way of a request to the server, in milliseconds; the margin has to cover it. */
const longestWay = 3000;
const start = Date.parse('2026-03-01T12:00:00.000Z');

/** Whether a machine's uptime goes on while it sleeps; not every system's does. */
function countsSleep({ index }: Pick<Applier, 'index'>): boolean {
  return index > 0;
}

export type Mishap =
  | { readonly kind: 'crash' }
  | { readonly kind: 'sleep'; readonly seconds: number; readonly monotonic: boolean }
  | { readonly kind: 'cut'; readonly seconds: number }
  | { readonly kind: 'clock'; readonly seconds: number };

interface Happening {
  at: number;
  readonly order: number;
  /** Nothing happens in an applier that sleeps, and never again in a process that is gone. */
  readonly owner: Process | null;
  readonly run: () => void;
}

/** One process of an applier, from its start to its end. */
interface Process {
  readonly applier: Applier;
  alive: boolean;
}

interface Applier {
  readonly index: number;
  process: Process | null;
  starts: number;
  awakeAt: number;
  cutUntil: number;
  wallOffset: number;
  monotonicLost: number;
  readonly tokens: Set<string>;
}

/**
 * Appliers that take the lease, change a server now and then while they hold it, and give it back, over a
 * simulated time in which they crash, sleep, are cut off and have their clocks set. Notes every change that
 * reached the server after one of a later holder.
 */
export class LeaseWorld {
  readonly overlaps: string[] = [];
  /** Runs that came to their end, by applier. */
  readonly runs: number[];
  private time = 0;
  private orders = 0;
  private tokens = 0;
  private happenings: Happening[] = [];
  private readonly random: () => number;
  private readonly server = new LeaseServer(() => start + this.time);
  /** Holders in the order in which their first change reached the server. */
  private readonly holders: string[] = [];

  constructor(seed: number, appliers: number) {
    this.random = seededRandom(seed);
    this.runs = Array.from({ length: appliers }, () => 0);
    this.parties = this.runs.map((_, index) => ({
      index,
      process: null,
      starts: 0,
      awakeAt: 0,
      cutUntil: 0,
      wallOffset: 0,
      monotonicLost: 0,
      tokens: new Set(),
    }));
    for (const party of this.parties) this.live(party);
  }

  private readonly parties: readonly Applier[];

  plan(at: number, who: number, mishap: Mishap): void {
    const party = this.parties[who];
    if (party === undefined) throw new Error('no such applier');
    this.happen(at - this.time, null, () => {
      this.befall(party, mishap);
    });
  }

  /** Lets the simulated time pass until then. */
  async run(until: number): Promise<void> {
    for (;;) {
      const next = this.happenings.reduce<Happening | null>(
        (first, one) =>
          first === null || one.at < first.at || (one.at === first.at && one.order < first.order)
            ? one
            : first,
        null,
      );
      if (next === null || next.at > until) break;
      this.time = Math.max(this.time, next.at);
      const { owner } = next;
      if (owner?.alive === true && owner.applier.awakeAt > this.time) {
        next.at = owner.applier.awakeAt;
        continue;
      }
      this.happenings = this.happenings.filter((one) => one !== next);
      if (owner?.alive === false) continue;
      next.run();
      await quiet();
    }
    this.time = until;
  }

  private happen(after: number, owner: Process | null, run: () => void): Happening {
    this.orders += 1;
    const one = {
      at: this.time + Math.max(0, after),
      order: this.orders,
      owner,
      run,
    };
    this.happenings.push(one);
    return one;
  }

  private befall(party: Applier, mishap: Mishap): void {
    switch (mishap.kind) {
      case 'crash':
        if (party.process !== null) party.process.alive = false;
        party.awakeAt = this.time;
        this.happen(2000, null, () => {
          if (party.process?.alive !== true) this.live(party);
        });
        break;
      case 'sleep':
        party.awakeAt = this.time + mishap.seconds * 1000;
        if (!mishap.monotonic) party.monotonicLost += mishap.seconds * 1000;
        break;
      case 'cut':
        party.cutUntil = this.time + mishap.seconds * 1000;
        break;
      case 'clock':
        // Where nothing counts sleep but the wall clock, setting it back while asleep is not to be noticed.
        if (countsSleep(party) || mishap.seconds > 0) party.wallOffset += mishap.seconds * 1000;
        break;
    }
  }

  private clock(process: Process): Clock {
    const party = process.applier;
    return {
      now: () => new Date(start + this.time + party.wallOffset),
      timer: (milliseconds, callback) => {
        const one = this.happen(milliseconds, process, callback);
        return () => {
          this.happenings = this.happenings.filter((other) => other !== one);
        };
      },
    };
  }

  /** As the machine's. */
  private stopwatch(party: Applier): Stopwatch {
    const wall = () => this.time + party.wallOffset;
    const monotonic = () => this.time - party.monotonicLost;
    const uptime = () => (countsSleep(party) ? this.time : monotonic());
    return () => {
      const [a, b, c] = [wall(), monotonic(), uptime()];
      return {
        atMost: () => Math.max(wall() - a, monotonic() - b, uptime() - c),
        atLeast: () => Math.max(0, Math.min(wall() - a, monotonic() - b)),
      };
    };
  }

  private transport(process: Process): Requester {
    const party = process.applier;
    return {
      request: (request) =>
        new Promise((resolve, reject) => {
          const there = this.way();
          this.happen(there, null, () => {
            const back = this.way();
            if (party.cutUntil > this.time) {
              this.happen(back, process, () => {
                reject(away());
              });
              return;
            }
            const answer = this.server.handle(request);
            this.happen(back, process, () => {
              // An answer can be lost where the request was not.
              if (party.cutUntil > this.time) reject(away());
              else resolve(answer);
            });
          });
        }),
    };
  }

  private way(): number {
    return this.random() < 0.9 ? this.random() * 50 : this.random() * longestWay;
  }

  private live(party: Applier): void {
    const process: Process = { applier: party, alive: true };
    party.process = process;
    party.starts += 1;
    const options: LeaseOptions = {
      device: { id: `device-${String(party.index)}`, name: `device-${String(party.index)}` },
      actor: 'anna',
      purpose: 'apply',
      times: leaseTimes,
      clock: this.clock(process),
      stopwatch: this.stopwatch(party),
      uuid: () => {
        this.tokens += 1;
        const mixed = Math.floor(this.random() * 0x1_0000_0000)
          .toString(16)
          .padStart(8, '0');
        return `${mixed}-0000-4000-8000-${String(this.tokens).padStart(12, '0')}`;
      },
      memory: {
        tokens: () => new Set(party.tokens),
        remember: (token) => {
          party.tokens.add(token);
          return Promise.resolve();
        },
      },
    };
    const { starts } = party;
    const pause = (most: number) =>
      new Promise<void>((resolve) => {
        this.happen(this.random() * most, process, resolve);
      });
    const rounds = async (): Promise<void> => {
      for (;;) {
        await pause(5000);
        try {
          const lease = await acquireLease(this.transport(process), options);
          const name = `${String(party.index)}.${String(starts)}.${String(this.orders)}`;
          const changes = 1 + Math.floor(this.random() * 20);
          for (let change = 0; change < changes && lease.held() === null; change += 1) {
            this.change(name);
            await pause(2000);
          }
          if (lease.held() === null) {
            this.runs[party.index] = (this.runs[party.index] ?? 0) + 1;
          }
          // What is still on its way is known to have ended before.
          await pause(1);
          await new Promise<void>((resolve) => {
            this.happen(longestWay, process, resolve);
          });
          await lease.release();
        } catch {
          // Held by others, or the server away: the next round.
        }
      }
    };
    void rounds();
  }

  /** A change on its way to the server. */
  private change(holder: string): void {
    this.happen(this.way(), null, () => {
      const last = this.holders.at(-1);
      if (holder === last) return;
      if (this.holders.includes(holder)) {
        this.overlaps.push(`${holder} after ${String(last)} at ${String(this.time)}`);
      } else {
        this.holders.push(holder);
      }
    });
  }
}

function away(): ServerRefusedError {
  const failure = { method: 'GET', path: '/', status: null, error: null, reason: null };
  return new ServerRefusedError(failure, { message: 'away', remedy: '' });
}

/** Lets everything run that needs no time to pass. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
