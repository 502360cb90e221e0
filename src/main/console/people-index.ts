import type { PersonFilter, PersonRow, PersonSort } from '../../shared/bridge/people-views.ts';
import type { Invitation } from '../../shared/documents/invitation.ts';
import type { Membership } from '../../shared/documents/membership.ts';
import { tenantState, type Tenant } from '../../shared/documents/tenant.ts';
import type { User } from '../../shared/documents/user.ts';
import { fold } from '../../shared/fold-text.ts';
import { addressKey } from '../../shared/people/email-address.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { naturalOrder } from './natural-order.ts';

export interface PeopleQuery {
  readonly search: string;
  readonly filter: PersonFilter;
  readonly sort: PersonSort;
  readonly direction: 'asc' | 'desc';
}

/** Everybody across all tenants, in every order; what did not change is not worked out again. */
export interface PeopleIndex {
  /** @param now ISO instant: which invitations still wait depends on it */
  readonly find: (
    snapshot: RegistrySnapshot,
    query: PeopleQuery,
    now: string,
  ) => { readonly rows: readonly PersonRow[]; readonly counts: Record<PersonFilter, number> };
}

/** Who signed in within so long counts as active, in milliseconds: 30 days. */
const activeTime = 30 * 86_400_000;

interface Entry {
  readonly user: User | null;
  readonly memberships: readonly Membership[];
  readonly email: string;
  readonly name: string;
  readonly tenants: number;
  readonly owned: number;
  readonly createdAt: string;
  /** Folded, for searching. */
  readonly said: string;
  readonly sortKeys: Readonly<Record<PersonSort, string>>;
}

const none: readonly Membership[] = [];

export function createPeopleIndex(): PeopleIndex {
  let entries: ReadonlyMap<string, Entry> = new Map();
  let seen: Pick<
    RegistrySnapshot,
    'users' | 'membershipsByUser' | 'invitations' | 'tenants'
  > | null = null;
  /** By address: when the pending invitations to it expire. */
  let waiting: ReadonlyMap<string, readonly string[]> = new Map();
  const orders = new Map<PersonSort, readonly Entry[]>();

  function refresh(snapshot: RegistrySnapshot): void {
    if (
      seen?.users === snapshot.users &&
      seen.membershipsByUser === snapshot.membershipsByUser &&
      seen.invitations === snapshot.invitations &&
      seen.tenants === snapshot.tenants
    ) {
      return;
    }
    const tenantsMoved = seen?.tenants !== snapshot.tenants;
    const next = new Map<string, Entry>();
    const addresses = new Set<string>();
    for (const [id, user] of snapshot.users) {
      const memberships = snapshot.membershipsByUser.get(id) ?? none;
      const known = entries.get(id);
      const same =
        known?.user === user &&
        known.memberships === memberships &&
        !(tenantsMoved && placesMoved(known, snapshot.tenants));
      const entry = same ? known : makeEntry(user, memberships, snapshot.tenants);
      next.set(id, entry);
      addresses.add(addressKey(entry.email));
    }
    waiting = waitingInvitations(snapshot);
    for (const list of snapshot.invitations.values()) {
      for (const invitation of list) {
        const key = addressKey(invitation.email);
        if (invitation.status !== 'pending' || addresses.has(key)) continue;
        addresses.add(key);
        next.set(`@${key}`, invitedEntry(invitation));
      }
    }
    entries = next;
    seen = snapshot;
    orders.clear();
  }

  function order(sort: PersonSort): readonly Entry[] {
    const known = orders.get(sort);
    if (known !== undefined) return known;
    const sorted = [...entries.values()].sort((a, b) => {
      const [left, right] = [a.sortKeys[sort], b.sortKeys[sort]];
      if (left !== right) return left < right ? -1 : 1;
      return a.sortKeys.email < b.sortKeys.email ? -1 : 1;
    });
    orders.set(sort, sorted);
    return sorted;
  }

  return {
    find: (snapshot, { search, filter, sort, direction }, now) => {
      refresh(snapshot);
      const words = fold(search)
        .split(/\s+/u)
        .filter((word) => word !== '');
      const counts = { all: 0, active: 0, 'without-tenant': 0, invited: 0, removed: 0 };
      const rows: PersonRow[] = [];
      const lately = new Date(Date.parse(now) - activeTime).toISOString();
      for (const entry of order(sort)) {
        const invited = (waiting.get(addressKey(entry.email)) ?? []).filter(
          (expiresAt) => expiresAt > now,
        ).length;
        const of = filtersOf(entry, invited, lately);
        for (const one of of) counts[one] += 1;
        if (!of.includes(filter) || !words.every((word) => entry.said.includes(word))) continue;
        rows.push(rowOf(entry, invited));
      }
      if (direction === 'desc') rows.reverse();
      return { rows, counts };
    },
  };
}

/** @param lately ISO instant; who signed in since then is active */
function filtersOf(
  { user, tenants }: Entry,
  invited: number,
  lately: string,
): readonly PersonFilter[] {
  const asInvited: readonly PersonFilter[] = invited > 0 ? ['invited'] : [];
  if (user === null) return asInvited;
  if (user.deletedAt !== null) return ['removed', ...asInvited];
  const of: PersonFilter[] = ['all', ...asInvited];
  if (tenants === 0) of.push('without-tenant');
  if (user.lastLoginAt !== null && user.lastLoginAt >= lately) of.push('active');
  return of;
}

/** A membership counts while its tenant is there and not in the trash. */
function counts(membership: Membership, tenants: ReadonlyMap<string, Tenant>): boolean {
  const tenant = tenants.get(membership.tenant_id);
  return membership.deletedAt === null && tenant !== undefined && tenantState(tenant) !== 'deleted';
}

function placesMoved(entry: Entry, tenants: ReadonlyMap<string, Tenant>): boolean {
  const there = entry.memberships.filter((membership) => counts(membership, tenants)).length;
  return there !== entry.tenants;
}

function makeEntry(
  user: User,
  memberships: readonly Membership[],
  tenants: ReadonlyMap<string, Tenant>,
): Entry {
  const there = memberships.filter((membership) => counts(membership, tenants));
  return {
    user,
    memberships,
    email: user.email,
    name: user.name,
    tenants: there.length,
    owned: there.filter(({ role }) => role === 'owner').length,
    createdAt: user.createdAt,
    said: fold(`${user.name} ${user.email}`),
    sortKeys: sortKeysOf(user.name, user.email, {
      tenants: there.length,
      lastLoginAt: user.lastLoginAt,
      createdAt: user.createdAt,
    }),
  };
}

function invitedEntry({ email, createdAt }: Invitation): Entry {
  return {
    user: null,
    memberships: none,
    email,
    name: '',
    tenants: 0,
    owned: 0,
    createdAt,
    said: fold(email),
    sortKeys: sortKeysOf('', email, { tenants: 0, lastLoginAt: null, createdAt }),
  };
}

function sortKeysOf(
  name: string,
  email: string,
  of: { readonly tenants: number; readonly lastLoginAt: string | null; readonly createdAt: string },
): Entry['sortKeys'] {
  const address = naturalOrder(fold(email));
  return {
    // Whoever has no name stands where their address would.
    name: name === '' ? address : naturalOrder(fold(name)),
    email: address,
    tenants: String(of.tenants).padStart(8, '0'),
    lastLoginAt: of.lastLoginAt ?? '',
    createdAt: of.createdAt,
  };
}

function waitingInvitations({
  invitations,
}: RegistrySnapshot): ReadonlyMap<string, readonly string[]> {
  const waiting = new Map<string, string[]>();
  for (const list of invitations.values()) {
    for (const { status, email, expiresAt } of list) {
      if (status !== 'pending') continue;
      const key = addressKey(email);
      const known = waiting.get(key);
      if (known === undefined) waiting.set(key, [expiresAt]);
      else known.push(expiresAt);
    }
  }
  return waiting;
}

function rowOf(entry: Entry, invited: number): PersonRow {
  return {
    userId: entry.user?.user_id ?? null,
    email: entry.email,
    name: entry.name,
    tenants: entry.tenants,
    owned: entry.owned,
    invited,
    lastLoginAt: entry.user?.lastLoginAt ?? null,
    createdAt: entry.createdAt,
    removedAt: entry.user?.deletedAt ?? null,
  };
}
