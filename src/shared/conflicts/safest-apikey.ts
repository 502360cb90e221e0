import type { ApiKey, ApiKeyScopes } from '../documents/apikey.ts';

export const keyStates = ['active', 'revoked', 'deleted', 'disabled', 'expired'] as const;
export type KeyState = (typeof keyStates)[number];

/**
 * What a key may do where its document has conflicting leaves: everything from the winner, but disabled
 * where one leaf has it disabled, over at the earliest end, and only the scopes that all leaves have. A
 * leaf that the winner was decided over, or that was merged into it, counts no more.
 */
export function safestApiKey(winner: ApiKey, others: readonly ApiKey[]): ApiKey {
  const merged = new Set([...(winner.access_seen ?? []), ...(winner.merged_revs ?? [])]);
  const open = others.filter(({ _rev }) => _rev === undefined || !merged.has(_rev));
  return open.reduce<ApiKey>(
    (safest, leaf) => ({
      ...safest,
      enabled: safest.enabled && leaf.enabled,
      expiresAt: earlier(safest.expiresAt, leaf.expiresAt),
      deletedAt: earlier(safest.deletedAt, leaf.deletedAt),
      scopes: narrower(safest.scopes, leaf.scopes),
    }),
    winner,
  );
}

/**
 * What a key is at an instant, for every reader and before anybody has resolved anything. `leaves`: all
 * live leaves of its document, the winner first; null for one that cannot be read, which makes the key
 * unusable. `revoked`: whether there is, or ever was, a revocation of it in any form.
 * @param now ISO instant in UTC
 */
export function keyState(
  leaves: readonly (ApiKey | null)[],
  revoked: boolean,
  now: string,
): KeyState {
  if (revoked) return 'revoked';
  const known = leaves.filter((leaf) => leaf !== null);
  const [winner, ...others] = known;
  if (winner === undefined || known.length < leaves.length) return 'disabled';
  const { deletedAt, enabled, expiresAt } = safestApiKey(winner, others);
  if (deletedAt !== null) return 'deleted';
  if (!enabled) return 'disabled';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active';
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function narrower(a: ApiKeyScopes, b: ApiKeyScopes): ApiKeyScopes {
  const [one, other] = [a.databases, b.databases];
  return {
    ...a,
    access: a.access === 'read' || b.access === 'read' ? 'read' : 'write',
    databases:
      one === null || other === null ? (one ?? other) : one.filter((name) => other.includes(name)),
  };
}
