import type { CutChain } from './cut-record.ts';
import type { LogFacts } from './log-facts.ts';
import type { LogHeads } from './chain-entry.ts';
import { inPieces, type Steps } from './steps.ts';

/** Something that says which entry has a place in a chain. */
export interface Reference {
  readonly id: string;
  readonly deviceId: string;
  readonly seq: number;
  /** The entry that says so; null: this device remembers it. */
  readonly by: string | null;
  readonly how: 'previous' | 'head' | 'remembered';
}

/** Everything that points at an entry: the next one of its chain, other devices' entries, this device. */
export function* collectReferences(facts: LogFacts, known: LogHeads): Steps<readonly Reference[]> {
  const references: Reference[] = [];
  yield* inPieces(facts.good.values(), ({ id: by, deviceId, seq, previous, heads }) => {
    if (previous !== null) {
      references.push({ id: previous, deviceId, seq: seq - 1, by, how: 'previous' });
    }
    for (const head of heads) {
      references.push({ id: head.id, deviceId: head.device_id, seq: head.seq, by, how: 'head' });
    }
  });
  for (const [deviceId, { seq, id }] of known) {
    references.push({ id, deviceId, seq, by: null, how: 'remembered' });
  }
  return references;
}

/** References to entries that are not there, by chain; those that a cut accounts for are left out. */
export function* missingReferences(
  facts: LogFacts,
  references: readonly Reference[],
  cuts: ReadonlyMap<string, CutChain>,
): Steps<ReadonlyMap<string, readonly Reference[]>> {
  const missing = new Map<string, Reference[]>();
  yield* inPieces(references, (reference) => {
    if (facts.good.has(reference.id) || facts.altered.has(reference.id)) return;
    if (isCut(reference, cuts.get(reference.deviceId))) return;
    const list = missing.get(reference.deviceId);
    if (list === undefined) missing.set(reference.deviceId, [reference]);
    else list.push(reference);
  });
  return missing;
}

/** A cut names the entries at its last place, so there nothing else is accounted for. */
function isCut({ seq, id }: Reference, cut: CutChain | undefined): boolean {
  if (cut === undefined || seq > cut.seq) return false;
  return seq < cut.seq || cut.last.includes(id);
}
