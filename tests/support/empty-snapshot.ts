import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';

/** A registry with nothing in it. */
export const emptySnapshot: RegistrySnapshot = {
  tenants: new Map(),
  tenantsByKey: new Map(),
  accounts: new Map(),
  blueprints: new Map(),
  servers: new Map(),
  overrides: new Map(),
  apikeys: new Map(),
  apikeysById: new Map(),
  usage: new Map(),
  users: new Map(),
  memberships: new Map(),
  membershipsByUser: new Map(),
  invitations: new Map(),
  applications: new Map(),
  signingKeys: new Map(),
  revokedTokens: new Set<string>(),
  revokedKeys: new Set<string>(),
  lease: null,
};
