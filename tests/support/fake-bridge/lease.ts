import type { LeaseView } from '../../../src/shared/bridge/server-views.ts';
import type { World } from './world.ts';

/** Who applies in the fake. */
export function leaseOf({ scenario, connection, now }: World): LeaseView | null {
  if (connection === null) return null;
  const ago = (seconds: number) => new Date(now().getTime() - seconds * 1000).toISOString();
  const { lease } = scenario;
  return {
    state: lease === 'none' ? 'none' : 'other',
    device: lease === 'agent' ? 'srv-frankfurt-1' : 'desk-of-bea',
    actor: lease === 'agent' ? 'agent' : 'bea',
    purpose: lease === 'agent' ? 'agent' : 'apply',
    acquiredAt: ago(lease === 'agent' ? 86_400 : 340),
    expiresAt: ago(lease === 'expired' ? 60 : -20),
    expired: lease === 'expired',
  };
}
