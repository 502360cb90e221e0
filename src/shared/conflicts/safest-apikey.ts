import type { ApiKey, ApiKeyScopes } from '../documents/apikey.ts';
import { undecided } from './merged-revs.ts';

export const keyStates = ['active', 'revoked', 'deleted', 'disabled', 'expired'] as const;
export type KeyState = (typeof keyStates)[number];

/**
 * What a key may do where its document has conflicting leaves: everything from the winner, but disabled
 * where one leaf has it disabled, over at the earliest end, and only the scopes that all leaves have. A
 * leaf that another one was decided over, or that was merged into it, counts no more.
 */
export function safestApiKey(winner: ApiKey, others: readonly ApiKey[]): ApiKey {
  if (others.length === 0) return winner;
  const leaves = [winner, ...others];
  const open = (path: string) => undecided(leaves, path);
  const { scopes } = winner;
  return {
    ...winner,
    enabled: open('/enabled').every(({ enabled }) => enabled),
    expiresAt: earliest(open('/expiresAt').map(({ expiresAt }) => expiresAt)),
    deletedAt: earliest(open('/deletedAt').map(({ deletedAt }) => deletedAt)),
    scopes: {
      ...scopes,
      access: open('/scopes/access').some((leaf) => leaf.scopes.access === 'read')
        ? 'read'
        : 'write',
      databases: inAll(open('/scopes/databases').map((leaf) => leaf.scopes.databases)),
    },
  };
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

function earliest(instants: readonly (string | null)[]): string | null {
  return instants.reduce(
    (first, instant) => (first === null || (instant !== null && instant < first) ? instant : first),
    null,
  );
}

/** Null stands for all databases. */
function inAll(lists: readonly ApiKeyScopes['databases'][]): ApiKeyScopes['databases'] {
  return lists.reduce<ApiKeyScopes['databases']>(
    (one, other) =>
      one === null || other === null ? (one ?? other) : one.filter((name) => other.includes(name)),
    null,
  );
}
