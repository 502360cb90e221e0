import type { Account } from '../documents/account.ts';

/**
 * What an account has where its document has conflicting leaves: everything from the winner, but the
 * credential of the latest rotation of all leaves, since whoever rotated wanted the one before to end; and
 * an overlap that any leaf has ended is ended. The times are those of the devices that rotated.
 */
export function safestAccount(winner: Account, others: readonly Account[]): Account {
  const latest = others.reduce(
    (best, leaf) => (rotatedAt(leaf) > rotatedAt(best) ? leaf : best),
    winner,
  );
  const { username, credential_id, hash, rotatedAt: at, previous } = latest;
  const credential: Partial<Account> =
    latest === winner ? {} : { username, credential_id, hash, rotatedAt: at, previous };
  const account = { ...winner, ...credential };
  const before = account.previous;
  if (before === null || before === undefined) return account;
  const ended = [winner, ...others].some(
    (leaf) => leaf.previous?.credential_id === before.credential_id && leaf.previous.ended,
  );
  return ended && !before.ended ? { ...account, previous: { ...before, ended } } : account;
}

function rotatedAt(account: Account): string {
  return account.rotatedAt ?? '';
}
