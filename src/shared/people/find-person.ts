import type { User } from '../documents/user.ts';
import { addressKey } from './email-address.ts';

/** The last registry looked through: its map of people is the same object until one of them changes. */
const known = new WeakMap<ReadonlyMap<string, User>, ReadonlyMap<string, User>>();

/**
 * The person with an address. Where several documents have it, the one that counts is not removed, then
 * one that has signed in, then the one with the smallest id.
 */
export function personOfAddress(
  users: ReadonlyMap<string, User>,
  address: string,
): User | undefined {
  let byAddress = known.get(users);
  if (byAddress === undefined) {
    const made = new Map<string, User>();
    for (const user of users.values()) {
      const key = addressKey(user.email);
      const other = made.get(key);
      if (other === undefined || goesBefore(user, other)) made.set(key, user);
    }
    known.set(users, made);
    byAddress = made;
  }
  return byAddress.get(addressKey(address));
}

function goesBefore(a: User, b: User): boolean {
  if ((a.deletedAt === null) !== (b.deletedAt === null)) return a.deletedAt === null;
  if ((a.sub === null) !== (b.sub === null)) return a.sub !== null;
  return a.user_id < b.user_id;
}
