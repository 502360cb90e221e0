import { keyState } from '../conflicts/safest-apikey.ts';
import type { ApiKey } from '../documents/apikey.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { lastUse } from './key-usage.ts';

/** Why a replaced key is of no use any more: nobody uses it, or the overlap is over. */
export type EndReason = 'idle' | 'time';

export interface ReplacedKeyEnd {
  readonly key: ApiKey;
  readonly reason: EndReason;
  /** ISO instant. */
  readonly at: string;
}

/**
 * When a replaced key ends as far as is known now: once its time is up, or earlier after so many hours
 * without use, counted from its last use and not from before the new key was made. Null: it was not
 * replaced, or is over already, or has no end.
 */
export function replacedKeyEnd(
  key: ApiKey,
  snapshot: Pick<RegistrySnapshot, 'apikeysById' | 'usage' | 'revokedKeys'>,
): ReplacedKeyEnd | null {
  const { key_id, replaced_by, idle_hours, expiresAt, deletedAt } = key;
  if (replaced_by === undefined || deletedAt !== null || snapshot.revokedKeys.has(key_id)) {
    return null;
  }
  const successor = snapshot.apikeysById.get(replaced_by);
  // Without the new key nobody could go on: then only its own time ends the old one.
  const usable =
    successor !== undefined &&
    successor.enabled &&
    successor.deletedAt === null &&
    !snapshot.revokedKeys.has(replaced_by);
  if (usable && idle_hours !== undefined) {
    const used = lastUse(snapshot.usage.get(key_id) ?? []);
    const since = used !== null && used > successor.createdAt ? used : successor.createdAt;
    const at = new Date(Date.parse(since) + idle_hours * 3_600_000).toISOString();
    if (expiresAt === null || at < expiresAt) return { key, reason: 'idle', at };
  }
  return expiresAt === null ? null : { key, reason: 'time', at: expiresAt };
}

/** The replaced keys that should have ended by an ISO instant, the earliest first. */
export function replacedKeysDue(
  snapshot: RegistrySnapshot,
  now: string,
): readonly ReplacedKeyEnd[] {
  const due: ReplacedKeyEnd[] = [];
  for (const key of snapshot.apikeysById.values()) {
    const end = replacedKeyEnd(key, snapshot);
    if (end !== null && end.at <= now) due.push(end);
  }
  return due.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** What a key of the registry is at an instant; the snapshot has the safest of its leaves already. */
export function stateOfKey(
  key: ApiKey,
  snapshot: Pick<RegistrySnapshot, 'revokedKeys'>,
  now: string,
): ReturnType<typeof keyState> {
  return keyState([key], snapshot.revokedKeys.has(key.key_id), now);
}
