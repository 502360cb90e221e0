import type { ChainPicture } from './chain-picture.ts';
import type { Reference } from './references.ts';
import type { LogFinding } from './verify-log.ts';

/**
 * Entries that are gone: from the middle of a chain, where later ones are still there, and from its end,
 * where others or this device have seen them.
 */
export function findGaps(picture: ChainPicture): readonly LogFinding[] {
  const { deviceId, name: deviceName, good, altered, missing, cutTo, partial } = picture;
  const filled = [...new Set([...good.keys(), ...altered])].sort((a, b) => a - b);
  const findings: LogFinding[] = [];
  const gapIds = idsByPlace(missing);

  let last = cutTo;
  for (const seq of filled) {
    const expected = !(partial && last === cutTo);
    if (seq > last + 1 && expected) {
      const count = seq - last - 1;
      findings.push({
        kind: 'removed',
        deviceId,
        deviceName,
        seq: last + 1,
        count,
        entryIds: [...gapIds(last + 1, seq - 1), ...(good.get(seq) ?? [])],
        message: `${entries(count, last + 1)} of ${deviceName} ${was(count)} removed from the middle of its chain.`,
      });
    }
    last = seq;
  }

  const tail = missing.filter(({ seq }) => seq > last);
  const end = tail.reduce((most, { seq }) => Math.max(most, seq), last);
  if (end > last) {
    // A recent part says nothing of where the rest of a chain begins.
    const from =
      partial && filled.length === 0 ? Math.min(...tail.map(({ seq }) => seq)) : last + 1;
    const count = end - from + 1;
    findings.push({
      kind: 'cut-tail',
      deviceId,
      deviceName,
      seq: from,
      count,
      entryIds: [
        ...gapIds(from, end),
        ...new Set(tail.flatMap(({ by }) => (by === null ? [] : [by]))),
      ],
      message: `${entries(count, from)} of ${deviceName} ${was(count)} cut off the end of its chain; ${tail.some(({ by }) => by !== null) ? 'others have seen them' : 'this device has seen them'}.`,
    });
  }

  findings.push(...replaced(picture, last));
  return findings;
}

/** Answers the ids of a stretch of places; a log that lacks much has many of both. */
function idsByPlace(
  missing: readonly Reference[],
): (from: number, to: number) => readonly string[] {
  const sorted = [...missing].sort((a, b) => a.seq - b.seq);
  return (from, to) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle]?.seq ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    const ids = new Set<string>();
    for (let at = low; at < sorted.length; at += 1) {
      const one = sorted[at];
      if (one === undefined || one.seq > to) break;
      ids.add(one.id);
    }
    return [...ids];
  };
}

/** Places that are filled by another entry than the one that is spoken of. */
function replaced(picture: ChainPicture, last: number): readonly LogFinding[] {
  const { deviceId, name: deviceName, good, altered, missing, cutTo } = picture;
  const lost = new Map<string, number>();
  for (const { id, seq } of missing) {
    // An altered entry in that place explains it: its id was altered with it.
    if (seq <= last && !altered.has(seq) && (good.has(seq) || seq <= cutTo)) lost.set(id, seq);
  }
  return [...lost].map(([id, seq]) => ({
    kind: 'removed',
    deviceId,
    deviceName,
    seq,
    count: 1,
    entryIds: [id, ...(good.get(seq) ?? [])],
    message: `Entry ${String(seq)} of ${deviceName} that others speak of is gone; another has its place.`,
  }));
}

function entries(count: number, from: number): string {
  return count === 1
    ? `Entry ${String(from)}`
    : `Entries ${String(from)} to ${String(from + count - 1)}`;
}

function was(count: number): string {
  return count === 1 ? 'was' : 'were';
}
