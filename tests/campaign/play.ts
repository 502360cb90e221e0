import type { CouchDbServer } from '../support/couchdb-address.ts';
import { playAppliers } from './appliers.ts';
import { playDamage } from './damage.ts';
import { playFaults } from './faults.ts';
import {
  playHistory,
  type HistoryContext,
  type HistoryKind,
  type HistoryOutcome,
} from './history.ts';
import { playKills } from './kills.ts';
import { playDevices } from './sync-devices.ts';
import { playNetwork } from './sync-network.ts';

/** How many of each: kills, and histories of the other kinds. */
export type Share = Readonly<Record<HistoryKind, number>>;

export interface CampaignOptions {
  readonly share: Share;
  readonly seed: number;
  /** One history at a time on each. */
  readonly servers: readonly CouchDbServer[];
  /** The built worker program; see `playKills`. */
  readonly worker: string;
  /** Devices of a history of `devices`; null: 3 to 5 at random. */
  readonly devices: number | null;
  readonly onOutcome?: (outcome: HistoryOutcome, done: number, total: number) => void;
}

const killsPerHistory = 5;

interface Task {
  readonly kind: HistoryKind;
  readonly seed: number;
  readonly play: (context: HistoryContext) => Promise<void>;
}

/** Plays all histories, one after the other on each server. */
export async function playHistories(options: CampaignOptions): Promise<readonly HistoryOutcome[]> {
  const tasks = tasksOf(options);
  const outcomes: HistoryOutcome[] = [];
  const left = tasks.values();
  await Promise.all(
    options.servers.map(async (server) => {
      for (const { kind, seed, play } of left) {
        const outcome = await playHistory(kind, seed, server, play);
        outcomes.push(outcome);
        options.onOutcome?.(outcome, outcomes.length, tasks.length);
      }
    }),
  );
  return outcomes;
}

/** The kinds by turns, so that a campaign that is cut short has seen all of them. */
function tasksOf({ share, seed, worker, devices }: CampaignOptions): readonly Task[] {
  const histories = Math.ceil(share.kills / killsPerHistory);
  const kills = Array.from({ length: histories }, (_, index): Task => {
    const many = Math.min(killsPerHistory, share.kills - index * killsPerHistory);
    const cutTail = index % 5 === 4;
    return {
      kind: 'kills',
      seed: seed + index,
      play: (context) => playKills(context, { worker, kills: many, cutTail }),
    };
  });
  const others = (kind: HistoryKind, play: Task['play']) =>
    Array.from({ length: share[kind] }, (_, index): Task => ({ kind, seed: seed + index, play }));
  const groups = [
    kills,
    others('faults', playFaults),
    others('damage', playDamage),
    others('appliers', playAppliers),
    others('devices', (context) => playDevices(context, devices)),
    others('network', playNetwork),
  ];
  return groups
    .flatMap((group) => group.map((task, index) => ({ task, place: (index + 0.5) / group.length })))
    .sort((a, b) => a.place - b.place)
    .map(({ task }) => task);
}
