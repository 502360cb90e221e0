import type { ChainPicture } from './chain-picture.ts';
import type { LogFinding } from './verify-log.ts';

/**
 * Places of a chain that two entries have: a device wrote on from an old copy of itself. One finding for
 * every stretch of such places.
 */
export function findForks(picture: ChainPicture): readonly LogFinding[] {
  const { deviceId, name: deviceName, altered, missing, cutTo } = picture;
  const ids = new Map<number, Set<string>>();
  for (const [seq, good] of picture.good) if (good.length > 1) ids.set(seq, new Set(good));
  for (const { id, seq } of missing) {
    const here = picture.good.get(seq);
    if (here === undefined || seq <= cutTo || altered.has(seq)) continue;
    const known = ids.get(seq) ?? new Set(here);
    ids.set(seq, known.add(id));
  }
  const doubled = [...ids].filter(([, here]) => here.size > 1).sort(([a], [b]) => a - b);
  const stretches: { from: number; to: number; extra: number; ids: readonly string[] }[] = [];
  for (const [seq, here] of doubled) {
    const current = stretches.at(-1);
    if (current?.to === seq - 1) {
      current.to = seq;
      current.extra += here.size - 1;
    } else {
      stretches.push({ from: seq, to: seq, extra: here.size - 1, ids: [...here].sort() });
    }
  }
  return stretches.map(({ from, extra, ids: entryIds }) => ({
    kind: 'fork',
    deviceId,
    deviceName,
    seq: from,
    count: extra,
    entryIds,
    message: `The chain of ${deviceName} forks at entry ${String(from)}: it was written on from an old copy of the device.`,
  }));
}
