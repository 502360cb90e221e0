import type { LogDevice } from '../bridge/log-views.ts';
import type { Sha256 } from '../documents/audit.ts';
import type { LogHeads } from './chain-entry.ts';
import { farthestCuts, type CutChain, type CutEntry } from './cut-record.ts';
import { findInLog } from './find-in-log.ts';
import { addFact, emptyFacts, type VerifySignature } from './log-facts.ts';
import { allAtOnce, inPieces, type Steps } from './steps.ts';
import type { LogFinding } from './verify-log.ts';

export interface LogOutcome {
  /** Entries looked at, the altered ones among them. */
  readonly entries: number;
  readonly devices: readonly LogDevice[];
  readonly cutEntries: number;
  readonly findings: readonly LogFinding[];
}

export interface VerifyOptions {
  /** Newest entry of each chain that is known to have been in this log. */
  readonly knownHeads: LogHeads;
  /**
   * An instant: only what is younger is whole, as on a device that keeps a recent part. What is missing from
   * the beginning of a chain or before that instant is no finding then. Null: this is the whole log.
   */
  readonly wholeSince: string | null;
}

/** Verifies a log piece by piece, keeping of each entry only where it stands. */
export interface LogVerifier {
  /** One document as the database answers it, with `_conflicts`; in any order, the same one twice at will. */
  readonly add: (body: unknown) => void;
  readonly has: (id: string) => boolean;
  readonly finish: (options: VerifyOptions) => LogOutcome;
  /** The same in pieces, for a log of many entries. */
  readonly finishing: (options: VerifyOptions) => Steps<LogOutcome>;
  /** What a retention cut has to know: every entry that is right, and what earlier cuts said. */
  readonly forCut: () => {
    readonly entries: readonly CutEntry[];
    readonly earlier: ReadonlyMap<string, CutChain>;
  };
}

export function createLogVerifier(checks: {
  readonly sha256: Sha256;
  readonly verify: VerifySignature;
}): LogVerifier {
  const facts = emptyFacts();
  function* finishing({ knownHeads, wholeSince }: VerifyOptions): Steps<LogOutcome> {
    const cuts = farthestCuts(facts.cuts);
    const onlyAltered = [...facts.altered.keys()].filter((id) => !facts.good.has(id)).length;
    return {
      entries: facts.good.size + onlyAltered,
      devices: yield* devicesOf(facts.good.values()),
      cutEntries: [...cuts.values()].reduce((sum, { count }) => sum + count, 0),
      findings: yield* findInLog(facts, { knownHeads, cuts, wholeSince }),
    };
  }
  return {
    add: (body) => {
      addFact(facts, body, checks);
    },
    has: (id) => facts.good.has(id) || facts.altered.has(id),
    finish: (options) => allAtOnce(finishing(options)),
    finishing,
    forCut: () => ({
      entries: [...facts.good.values()],
      earlier: farthestCuts(facts.cuts),
    }),
  };
}

/**
 * Verifies a whole log at once, in whatever order it was read.
 * @param entries documents as the database answers them
 */
export function verifyLog(
  entries: Iterable<unknown>,
  options: VerifyOptions & { readonly sha256: Sha256; readonly verify: VerifySignature },
): LogOutcome {
  const verifier = createLogVerifier(options);
  for (const entry of entries) verifier.add(entry);
  return verifier.finish(options);
}

function* devicesOf(
  facts: Iterable<{
    readonly deviceId: string;
    readonly device: string;
    readonly seq: number;
    readonly at: number;
  }>,
): Steps<readonly LogDevice[]> {
  const devices = new Map<string, { name: string; seq: number; entries: number; at: number[] }>();
  yield* inPieces(facts, ({ deviceId, device, seq, at }) => {
    const known = devices.get(deviceId);
    if (known === undefined) {
      devices.set(deviceId, { name: device, seq, entries: 1, at: [at, at] });
      return;
    }
    if (seq > known.seq) [known.name, known.seq] = [device, seq];
    known.entries += 1;
    known.at = [Math.min(known.at[0] ?? at, at), Math.max(known.at[1] ?? at, at)];
  });
  const instant = (at: number | undefined) =>
    at === undefined ? null : new Date(at).toISOString();
  return [...devices]
    .map(([deviceId, { name, entries, at }]) => ({
      deviceId,
      name,
      entries,
      firstAt: instant(at[0]),
      lastAt: instant(at[1]),
    }))
    .sort((a, b) =>
      a.name === b.name ? (a.deviceId < b.deviceId ? -1 : 1) : a.name < b.name ? -1 : 1,
    );
}
