import { tenantState } from '../../shared/documents/tenant.ts';
import { isWithoutOwner } from '../../shared/people/owners.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';

type Seen = Pick<RegistrySnapshot, 'tenants' | 'users' | 'memberships'>;

/**
 * Ids of the tenants that have had people and have no owner any more, those in the trash left out; the same
 * set until something of it may have changed.
 */
export function createOwnerless(): (snapshot: Seen) => ReadonlySet<string> {
  let seen: Seen | null = null;
  let ids: ReadonlySet<string> = new Set();
  return (snapshot) => {
    const { tenants, users, memberships } = snapshot;
    if (seen?.tenants === tenants && seen.users === users && seen.memberships === memberships) {
      return ids;
    }
    seen = { tenants, users, memberships };
    const found = [...memberships.keys()].filter((id) => {
      const tenant = tenants.get(id);
      return (
        tenant !== undefined && tenantState(tenant) !== 'deleted' && isWithoutOwner(snapshot, id)
      );
    });
    // The list keeps its answers as long as it gets the same set.
    if (found.length !== ids.size || !found.every((id) => ids.has(id))) ids = new Set(found);
    return ids;
  };
}
