import type { KeyState } from '../conflicts/safest-apikey.ts';
import type { TenantState } from '../documents/tenant.ts';

/** Why a gateway refuses a key that is whole. */
export const hindrances = [
  'unknown',
  'another-secret',
  'revoked',
  'deleted',
  'disabled',
  'expired',
  'tenant-suspended',
  'tenant-archived',
  'tenant-deleted',
] as const;
export type Hindrance = (typeof hindrances)[number];

/**
 * What speaks against a key, as far as the registry knows.
 * @param known null where the registry has no key of this id
 */
export function hindrancesOf(
  known: {
    /** Whether the hash in the registry is that of the whole key. */
    readonly fits: boolean;
    readonly state: KeyState;
    readonly tenantState: TenantState;
  } | null,
): readonly Hindrance[] {
  if (known === null) return ['unknown'];
  // Of a key with another secret nothing else counts.
  if (!known.fits) return ['another-secret'];
  return [
    ...(known.state === 'active' ? [] : [known.state]),
    ...(known.tenantState === 'active' ? [] : [`tenant-${known.tenantState}` as const]),
  ];
}
