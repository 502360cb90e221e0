import { z } from 'zod';
import { allAtOnce, type Steps } from './steps.ts';
import { chainIdSchema, chainedIdSchema, type Sha256 } from '../documents/audit.ts';

/** The action of the entry that a retention cut leaves. */
export const cutAction = 'log_cut';

const cutChainSchema = z.strictObject({
  device_id: chainIdSchema,
  /** Name the device gave itself in the last entry removed. */
  device: z.string(),
  /** Everything of the chain up to this place is gone. */
  seq: z.number().int().min(1),
  /** Ids of the entries at that place: one, or several where the chain had forked. */
  last: z.array(chainedIdSchema).min(1),
  /** Entries that this and all cuts before it removed of the chain. */
  count: z.number().int().min(1),
  /** SHA-256 over the digest before and the ids removed since, sorted by place and id. */
  digest: z.string(),
});

export type CutChain = z.infer<typeof cutChainSchema>;

const detailsSchema = z.looseObject({ before: z.string(), chains: z.array(cutChainSchema) });

/** What a cut says it removed; null where the details are not those of a cut. */
export function readCut(details: unknown): readonly CutChain[] | null {
  const parsed = detailsSchema.safeParse(details);
  return parsed.success ? parsed.data.chains : null;
}

/** The farthest cut of each chain. */
export function farthestCuts(
  cuts: readonly (readonly CutChain[])[],
): ReadonlyMap<string, CutChain> {
  const farthest = new Map<string, CutChain>();
  for (const cut of cuts.flat()) {
    const known = farthest.get(cut.device_id);
    if (known === undefined || cut.seq > known.seq) farthest.set(cut.device_id, cut);
  }
  return farthest;
}

/** An entry as planning a cut needs it. */
export interface CutEntry {
  readonly id: string;
  readonly deviceId: string;
  readonly device: string;
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What a cut takes away, and what its checkpoint says. */
export interface CutPlan {
  readonly remove: readonly string[];
  readonly kept: number;
  readonly chains: readonly CutChain[];
}

/**
 * Plans a cut: of every chain its beginning, as long as everything in it is older than the instant, so that
 * a clock that was set back tears no hole. What earlier cuts said is carried on.
 */
export function planCut(...given: Parameters<typeof planningCut>): CutPlan {
  return allAtOnce(planningCut(...given));
}

/** The same in pieces. */
export function* planningCut(
  entries: readonly CutEntry[],
  before: string,
  earlier: ReadonlyMap<string, CutChain>,
  sha256: Sha256,
): Steps<CutPlan> {
  const limit = Date.parse(before);
  const byChain = new Map<string, CutEntry[]>();
  for (const entry of entries) {
    const chain = byChain.get(entry.deviceId);
    if (chain === undefined) byChain.set(entry.deviceId, [entry]);
    else chain.push(entry);
  }
  yield;
  const chains = new Map(earlier);
  const remove: string[] = [];
  for (const [deviceId, all] of byChain) {
    const past = earlier.get(deviceId);
    const stays = all
      .filter(({ at }) => at >= limit)
      .reduce((least, { seq }) => Math.min(least, seq), Number.POSITIVE_INFINITY);
    const going = all
      .filter(({ seq }) => seq < stays)
      .sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
    for (const { id } of going) remove.push(id);
    yield;
    const fresh = going.filter(({ seq }) => seq > (past?.seq ?? 0));
    const newest = fresh.at(-1);
    if (newest === undefined) continue;
    chains.set(deviceId, {
      device_id: deviceId,
      device: newest.device,
      seq: newest.seq,
      last: fresh.filter(({ seq }) => seq === newest.seq).map(({ id }) => id),
      count: (past?.count ?? 0) + fresh.length,
      digest: sha256([past?.digest ?? '', ...fresh.map(({ id }) => id)].join('\n')),
    });
  }
  return {
    remove,
    kept: entries.length - remove.length,
    chains: [...chains.values()].sort((a, b) => (a.device_id < b.device_id ? -1 : 1)),
  };
}
