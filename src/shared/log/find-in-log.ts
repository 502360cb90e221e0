import type { LogHeads } from './chain-entry.ts';
import type { ChainPicture } from './chain-picture.ts';
import type { CutChain } from './cut-record.ts';
import { instantOfId } from './entry-id.ts';
import { findForks } from './find-forks.ts';
import { findGaps } from './find-gaps.ts';
import { findReordered } from './find-reordered.ts';
import type { LogFacts } from './log-facts.ts';
import { collectReferences, missingReferences, type Reference } from './references.ts';
import { inPieces, type Steps } from './steps.ts';
import type { LogFinding } from './verify-log.ts';

/** Everything that is wrong with a log, by device and place. */
export function* findInLog(
  facts: LogFacts,
  options: {
    readonly knownHeads: LogHeads;
    readonly cuts: ReadonlyMap<string, CutChain>;
    readonly wholeSince: string | null;
  },
): Steps<readonly LogFinding[]> {
  const { cuts, wholeSince } = options;
  const references = yield* collectReferences(facts, options.knownHeads);
  const expected: Reference[] = [];
  yield* inPieces(references, (one) => {
    if (wholeSince === null || isExpected(one.id, wholeSince)) expected.push(one);
  });
  const missing = yield* missingReferences(facts, expected, cuts);
  const names = yield* namesOf(facts, cuts);
  const nameOf = (deviceId: string) => names.get(deviceId) ?? `device ${deviceId.slice(0, 8)}`;
  const places = yield* placesOfAltered(facts, references);
  const pictures = yield* picturesOf(facts, {
    missing,
    places,
    cuts,
    nameOf,
    partial: wholeSince !== null,
  });
  const found: LogFinding[] = [];
  for (const picture of pictures) {
    found.push(...findGaps(picture));
    yield;
    found.push(...findForks(picture));
    yield;
  }
  found.push(...(yield* findReordered(facts, references, { cuts, nameOf })));
  return [
    ...[...places].map(([id, place]): LogFinding => {
      const deviceName = place.deviceId === null ? 'unknown' : nameOf(place.deviceId);
      return {
        kind: 'altered',
        deviceId: place.deviceId ?? '',
        deviceName,
        seq: place.seq ?? 0,
        count: 1,
        entryIds: [id],
        message: `Entry ${String(place.seq ?? 'of unknown place')} of ${deviceName} was altered: what it says is not what was signed.`,
      };
    }),
    ...found,
  ].sort(
    (a, b) =>
      compare(a.deviceName, b.deviceName) || compare(a.deviceId, b.deviceId) || a.seq - b.seq,
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** An entry that was removed still has its instant in the id that others cite. */
function isExpected(id: string, wholeSince: string): boolean {
  const instant = instantOfId(id);
  return instant === null || Date.parse(instant) >= Date.parse(wholeSince);
}

/** The name each device gave itself last. */
function* namesOf(
  facts: LogFacts,
  cuts: ReadonlyMap<string, CutChain>,
): Steps<ReadonlyMap<string, string>> {
  const newest = new Map<string, { readonly seq: number; readonly name: string }>();
  for (const { device_id, device, seq } of cuts.values())
    newest.set(device_id, { seq, name: device });
  yield* inPieces(facts.good.values(), ({ deviceId, device, seq }) => {
    if (seq >= (newest.get(deviceId)?.seq ?? 0)) newest.set(deviceId, { seq, name: device });
  });
  return new Map([...newest].map(([id, { name }]) => [id, name]));
}

interface Place {
  readonly deviceId: string | null;
  readonly seq: number | null;
  /** True where another entry says so. */
  readonly sure: boolean;
}

function* placesOfAltered(
  facts: LogFacts,
  references: readonly Reference[],
): Steps<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  for (const { id, deviceId, seq } of facts.altered.values()) {
    const right = facts.good.get(id);
    places.set(
      id,
      right === undefined
        ? { deviceId, seq, sure: false }
        : { deviceId: right.deviceId, seq: right.seq, sure: true },
    );
  }
  yield* inPieces(references, ({ id, deviceId, seq }) => {
    if (places.get(id)?.sure === false) places.set(id, { deviceId, seq, sure: true });
  });
  return places;
}

function* picturesOf(
  facts: LogFacts,
  options: {
    readonly missing: ReadonlyMap<string, readonly Reference[]>;
    readonly places: ReadonlyMap<string, Place>;
    readonly cuts: ReadonlyMap<string, CutChain>;
    readonly nameOf: (deviceId: string) => string;
    readonly partial: boolean;
  },
): Steps<readonly ChainPicture[]> {
  const { missing, places, cuts, nameOf, partial } = options;
  const good = new Map<string, Map<number, string[]>>();
  const cutTo = (deviceId: string) => cuts.get(deviceId)?.seq ?? 0;
  const doubled = new Set<string[]>();
  yield* inPieces(facts.good.values(), ({ id, deviceId, seq }) => {
    const chain = good.get(deviceId) ?? new Map<number, string[]>();
    good.set(deviceId, chain);
    if (seq <= cutTo(deviceId)) return;
    const here = chain.get(seq);
    if (here === undefined) chain.set(seq, [id]);
    else {
      here.push(id);
      doubled.add(here);
    }
  });
  for (const here of doubled) here.sort();
  const ids = new Set([...good.keys(), ...missing.keys(), ...cuts.keys()]);
  for (const { deviceId, sure } of places.values())
    if (sure && deviceId !== null) ids.add(deviceId);
  return [...ids].map((deviceId) => {
    const chain = good.get(deviceId) ?? new Map<number, string[]>();
    const own = [...places.values()].filter((place) => place.deviceId === deviceId);
    const lost = missing.get(deviceId) ?? [];
    // What an altered entry says of itself fills a place, but makes the chain no longer.
    const sure = own.flatMap(({ seq, sure: isSure }) => (isSure && seq !== null ? [seq] : []));
    const end = [...chain.keys(), ...sure, ...lost.map(({ seq }) => seq)].reduce(
      (most, seq) => Math.max(most, seq),
      0,
    );
    const altered = own.flatMap(({ seq }) => (seq !== null && seq <= end ? [seq] : []));
    return {
      deviceId,
      name: nameOf(deviceId),
      good: chain,
      altered: new Set(altered.filter((seq) => seq > cutTo(deviceId))),
      missing: lost,
      cutTo: cutTo(deviceId),
      partial,
    };
  });
}
