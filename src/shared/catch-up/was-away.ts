/** Without edits of its own, a device was away after so long without a connection, in milliseconds. */
const longOffline = 3_600_000;
/** Where nobody saw it offline, the console was closed say, it was away after so long. */
const longUnseen = 3 * 24 * 3_600_000;

/** One stretch of time between two agreements. Instants are ISO texts. */
export interface Absence {
  readonly agreedAt: string;
  readonly now: string;
  /** When synchronising was first seen to fail in it; null: it never was. */
  readonly offlineSince: string | null;
  /** Documents changed here in it. */
  readonly edits: number;
}

/** Whether a device that agrees again comes back from having been away, or was there all the time. */
export function wasAway({ agreedAt, now, offlineSince, edits }: Absence): boolean {
  const until = Date.parse(now);
  if (until - Date.parse(agreedAt) >= longUnseen) return true;
  if (offlineSince === null) return false;
  return edits > 0 || until - Date.parse(offlineSince) >= longOffline;
}
