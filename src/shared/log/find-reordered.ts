import type { CutChain } from './cut-record.ts';
import type { EntryFact, LogFacts } from './log-facts.ts';
import type { Reference } from './references.ts';
import { inPieces, type Steps } from './steps.ts';
import type { LogFinding } from './verify-log.ts';

/**
 * Entries with which a chain contradicts its own order: one that is older than the one before it without
 * saying that the clock was set back, one that has seen less of another device than the one before it, and
 * one that speaks of an entry in a place where that entry is not.
 */
export function* findReordered(
  facts: LogFacts,
  references: readonly Reference[],
  options: {
    readonly cuts: ReadonlyMap<string, CutChain>;
    readonly nameOf: (deviceId: string) => string;
  },
): Steps<readonly LogFinding[]> {
  const wrong = new Map<string, string>();
  const chains = new Map<string, EntryFact[]>();
  yield* inPieces(facts.good.values(), (fact) => {
    const chain = chains.get(fact.deviceId);
    if (chain === undefined) chains.set(fact.deviceId, [fact]);
    else chain.push(fact);
  });
  for (const chain of chains.values()) {
    // Entries are read in the order of their instants, so a chain is nearly in order already.
    chain.sort((a, b) => a.seq - b.seq);
    yield;
  }
  const seen = new Map<string, ReadonlyMap<string, number>>();
  yield* inPieces([...chains.values()].flat(), (fact) => {
    const before = fact.previous === null ? undefined : facts.good.get(fact.previous);
    const known = seen.get(fact.previous ?? '') ?? new Map<string, number>();
    const reason = contradiction(fact, before, known);
    if (reason !== null) wrong.set(fact.id, reason);
    seen.set(
      fact.id,
      fact.heads.length === 0
        ? known
        : new Map([...known, ...fact.heads.map((head) => [head.device_id, head.seq] as const)]),
    );
  });
  yield* inPieces(references, ({ id, deviceId, seq, by }) => {
    const there = facts.good.get(id);
    if (there === undefined || by === null) return;
    if (there.deviceId !== deviceId || there.seq !== seq) {
      wrong.set(by, 'speaks of an entry in a place where that entry is not');
    }
  });
  return [...wrong].flatMap(([id, reason]) => {
    const fact = facts.good.get(id);
    if (fact === undefined || fact.seq <= (options.cuts.get(fact.deviceId)?.seq ?? 0)) return [];
    const deviceName = options.nameOf(fact.deviceId);
    return [
      {
        kind: 'reordered' as const,
        deviceId: fact.deviceId,
        deviceName,
        seq: fact.seq,
        count: 1,
        entryIds: [id],
        message: `Entry ${String(fact.seq)} of ${deviceName} contradicts the order of its chain: it ${reason}.`,
      },
    ];
  });
}

function contradiction(
  fact: EntryFact,
  before: EntryFact | undefined,
  known: ReadonlyMap<string, number>,
): string | null {
  if ((fact.seq === 1) !== (fact.previous === null)) {
    return 'says that it is the first, and not the first';
  }
  if (before !== undefined && fact.at < before.at && !fact.clockBack) {
    return 'is older than the one before it';
  }
  const own = fact.heads.some(({ device_id }) => device_id === fact.deviceId);
  if (own) return 'cites its own chain as another’s';
  const less = fact.heads.some(({ device_id, seq }) => seq <= (known.get(device_id) ?? 0));
  return less ? 'has seen less of another device than the one before it' : null;
}
