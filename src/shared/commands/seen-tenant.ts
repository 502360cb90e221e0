import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';

/**
 * Throws `conflict` where the tenant is not as whoever asks has seen it. `seen`: the revision that was
 * seen; null or undefined: whatever it is now.
 */
export function requireSeen(tenant: Tenant, seen: string | null | undefined): void {
  if (seen === null || seen === undefined || seen === tenant._rev) return;
  throw new ConsoleError(
    'conflict',
    `The tenant ${tenant.key} was edited meanwhile, by ${tenant.updatedBy}.`,
    {
      remedy: 'Look at it as it is now, then repeat the change.',
      details: { tenant: tenant.tenant_id, at: tenant.updatedAt },
    },
  );
}
