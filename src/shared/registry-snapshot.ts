import type { Account } from './documents/account.ts';
import type { ApiKey } from './documents/apikey.ts';
import type { Application } from './documents/application.ts';
import type { Blueprint } from './documents/blueprint.ts';
import type { Invitation } from './documents/invitation.ts';
import type { Lease } from './documents/lease.ts';
import type { Membership } from './documents/membership.ts';
import type { Override } from './documents/override.ts';
import type { Server } from './documents/server.ts';
import type { SigningKey } from './documents/signing-key.ts';
import type { Tenant } from './documents/tenant.ts';
import type { Usage } from './documents/usage.ts';
import type { User } from './documents/user.ts';

/**
 * What pure code sees of the registry at one moment: the winning revisions of the valid documents.
 * Audit entries are not in it; they are read from the store when asked for.
 */
export interface RegistrySnapshot {
  /** By tenant uuid, deleted (trash) ones included. */
  readonly tenants: ReadonlyMap<string, Tenant>;
  /** Tenant uuids by key; more than one where two laptops chose the same key. */
  readonly tenantsByKey: ReadonlyMap<string, readonly string[]>;
  /** By tenant uuid. */
  readonly accounts: ReadonlyMap<string, readonly Account[]>;
  /** By document id, `blueprint_…`. */
  readonly blueprints: ReadonlyMap<string, Blueprint>;
  /** By document id, `server_…`. */
  readonly servers: ReadonlyMap<string, Server>;
  /** By tenant uuid, then by database name. */
  readonly overrides: ReadonlyMap<string, ReadonlyMap<string, Override>>;
  /** By tenant uuid. */
  readonly apikeys: ReadonlyMap<string, readonly ApiKey[]>;
  /**
   * Ids of the API keys that were revoked. One whose revocation cannot be read, or was deleted, is among
   * them: nothing takes a revocation back.
   */
  readonly revokedKeys: ReadonlySet<string>;
  /** By key id. */
  readonly apikeysById: ReadonlyMap<string, ApiKey>;
  /** By key id, one entry for each day and gateway. */
  readonly usage: ReadonlyMap<string, readonly Usage[]>;
  /** By user id, removed ones included. */
  readonly users: ReadonlyMap<string, User>;
  /** By tenant uuid, ended ones included. */
  readonly memberships: ReadonlyMap<string, readonly Membership[]>;
  /** The same by user id. */
  readonly membershipsByUser: ReadonlyMap<string, readonly Membership[]>;
  /** By tenant uuid. */
  readonly invitations: ReadonlyMap<string, readonly Invitation[]>;
  /** By tenant uuid, removed ones included. */
  readonly applications: ReadonlyMap<string, readonly Application[]>;
  /** Public halves of the gateways' signing keys, in whatever state, by kid. */
  readonly signingKeys: ReadonlyMap<string, SigningKey>;
  /** `jti` of the tokens that were revoked one by one. */
  readonly revokedTokens: ReadonlySet<string>;
  /** Who applies, as far as replication has told; null: nobody ever did. */
  readonly lease: Lease | null;
}
