import type { Account } from '../documents/account.ts';
import type { ApiKey } from '../documents/apikey.ts';
import type { Application } from '../documents/application.ts';
import type { Blueprint } from '../documents/blueprint.ts';
import type { Invitation } from '../documents/invitation.ts';
import type { Lease } from '../documents/lease.ts';
import type { Membership } from '../documents/membership.ts';
import type { Override } from '../documents/override.ts';
import type { IndexedDocument } from '../documents/registry-document.ts';
import type { Server } from '../documents/server.ts';
import type { SigningKey } from '../documents/signing-key.ts';
import type { Tenant } from '../documents/tenant.ts';
import type { Usage } from '../documents/usage.ts';
import type { User } from '../documents/user.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { liveLists, liveMap } from './live-maps.ts';

/** The documents of a registry by what they are looked up with. */
export interface IndexShelves {
  readonly add: (document: IndexedDocument) => void;
  readonly take: (document: IndexedDocument) => void;
  /** As they are now; what did not change since the last copy is the same object. */
  readonly copy: () => Omit<RegistrySnapshot, 'revokedKeys' | 'revokedTokens'>;
  /** Single look-ups, without a copy. */
  readonly find: {
    readonly tenant: (tenantId: string) => Tenant | undefined;
    readonly tenantIdsOfKey: (key: string) => readonly string[];
    /** `id`: `blueprint_…` */
    readonly blueprint: (id: string) => Blueprint | undefined;
    readonly apiKey: (keyId: string) => ApiKey | undefined;
    readonly user: (userId: string) => User | undefined;
    readonly membershipsOfTenant: (tenantId: string) => readonly Membership[];
    readonly membershipsOfUser: (userId: string) => readonly Membership[];
    readonly signingKey: (kid: string) => SigningKey | undefined;
  };
}

export function createIndexShelves(): IndexShelves {
  const tenants = liveMap<string, Tenant>();
  const tenantsByKey = liveMap<string, readonly string[]>();
  const accounts = liveLists<Account>((a, b) => a.name < b.name);
  const blueprints = liveMap<string, Blueprint>();
  const servers = liveMap<string, Server>();
  const overrides = liveMap<string, ReadonlyMap<string, Override>>();
  const apikeys = liveLists<ApiKey>();
  const apikeysById = liveMap<string, ApiKey>();
  const usage = liveLists<Usage>();
  const users = liveMap<string, User>();
  const memberships = liveLists<Membership>();
  const membershipsByUser = liveLists<Membership>();
  const invitations = liveLists<Invitation>();
  const applications = liveLists<Application>();
  const signingKeys = liveMap<string, SigningKey>();
  let lease: Lease | null = null;

  return {
    add: (document) => {
      switch (document.type) {
        case 'tenant': {
          const others = tenantsByKey.get(document.key) ?? [];
          tenants.set(document.tenant_id, document);
          tenantsByKey.set(document.key, [...others, document.tenant_id].sort());
          break;
        }
        case 'account':
          accounts.add(document.tenant_id, document);
          break;
        case 'blueprint':
          blueprints.set(document._id, document);
          break;
        case 'server':
          servers.set(document._id, document);
          break;
        case 'override': {
          const others = overrides.get(document.tenant_id) ?? [];
          overrides.set(document.tenant_id, new Map([...others, [document.database, document]]));
          break;
        }
        case 'api_key':
          apikeys.add(document.tenant_id, document);
          apikeysById.set(document.key_id, document);
          break;
        case 'usage':
          usage.add(document.key_id, document);
          break;
        case 'user':
          users.set(document.user_id, document);
          break;
        case 'membership':
          memberships.add(document.tenant_id, document);
          membershipsByUser.add(document.user_id, document);
          break;
        case 'invitation':
          invitations.add(document.tenant_id, document);
          break;
        case 'application':
          applications.add(document.tenant_id, document);
          break;
        case 'signing_key':
          signingKeys.set(document.kid, document);
          break;
        case 'revocation':
        case 'revoked_token':
          break;
        case 'lease':
          lease = document;
          break;
      }
    },
    take: (document) => {
      switch (document.type) {
        case 'tenant': {
          tenants.delete(document.tenant_id);
          const rest = (tenantsByKey.get(document.key) ?? []).filter(
            (id) => id !== document.tenant_id,
          );
          if (rest.length === 0) tenantsByKey.delete(document.key);
          else tenantsByKey.set(document.key, rest);
          break;
        }
        case 'account':
          accounts.take(document.tenant_id, document);
          break;
        case 'blueprint':
          blueprints.delete(document._id);
          break;
        case 'server':
          servers.delete(document._id);
          break;
        case 'override': {
          const rest = new Map(overrides.get(document.tenant_id));
          rest.delete(document.database);
          if (rest.size === 0) overrides.delete(document.tenant_id);
          else overrides.set(document.tenant_id, rest);
          break;
        }
        case 'api_key':
          apikeys.take(document.tenant_id, document);
          apikeysById.delete(document.key_id);
          break;
        case 'usage':
          usage.take(document.key_id, document);
          break;
        case 'user':
          users.delete(document.user_id);
          break;
        case 'membership':
          memberships.take(document.tenant_id, document);
          membershipsByUser.take(document.user_id, document);
          break;
        case 'invitation':
          invitations.take(document.tenant_id, document);
          break;
        case 'application':
          applications.take(document.tenant_id, document);
          break;
        case 'signing_key':
          signingKeys.delete(document.kid);
          break;
        case 'revocation':
        case 'revoked_token':
          break;
        case 'lease':
          lease = null;
          break;
      }
    },
    copy: () => ({
      tenants: tenants.copy(),
      tenantsByKey: tenantsByKey.copy(),
      accounts: accounts.copy(),
      blueprints: blueprints.copy(),
      servers: servers.copy(),
      overrides: overrides.copy(),
      apikeys: apikeys.copy(),
      apikeysById: apikeysById.copy(),
      usage: usage.copy(),
      users: users.copy(),
      memberships: memberships.copy(),
      membershipsByUser: membershipsByUser.copy(),
      invitations: invitations.copy(),
      applications: applications.copy(),
      signingKeys: signingKeys.copy(),
      lease,
    }),
    find: {
      tenant: tenants.get,
      tenantIdsOfKey: (key) => tenantsByKey.get(key) ?? [],
      blueprint: blueprints.get,
      apiKey: apikeysById.get,
      user: users.get,
      membershipsOfTenant: memberships.get,
      membershipsOfUser: membershipsByUser.get,
      signingKey: signingKeys.get,
    },
  };
}
