import type { VaultStatus } from '../../shared/bridge/views.ts';

/**
 * Where secrets are: the OS keychain for the few (credentials, the sealing key), a sealed vault file for
 * the many (service-account passwords). Where there is no keychain, a passphrase seals the vault and
 * everything is in it. Never a plain file.
 */
export interface SecretStore {
  readonly status: () => VaultStatus;
  readonly onStatus: (listener: (status: VaultStatus) => void) => () => void;
  /** Null when there is no such secret; throws when it could not be looked up. */
  readonly get: (name: string) => Promise<string | null>;
  /** Resolves when it is durably stored; throws otherwise, and then nothing may rely on it. */
  readonly set: (name: string, secret: string) => Promise<void>;
  /** Stores many at once in one durable write. */
  readonly setMany: (entries: ReadonlyMap<string, string>) => Promise<void>;
  readonly delete: (name: string) => Promise<void>;
  /** Whether it is here, without reading it. */
  readonly has: (name: string) => boolean;
  readonly createWithPassphrase: (passphrase: string) => Promise<VaultStatus>;
  readonly unlock: (passphrase: string) => Promise<VaultStatus>;
  /** Asks the keychain again, after the operator unlocked it. */
  readonly retry: () => Promise<VaultStatus>;
}

/** Names of secrets; the only place that builds them. */
export const secretNames = {
  serverAdmin: (couchdbUuid: string) => `server-admin:${couchdbUuid}`,
  operator: (couchdbUuid: string) => `operator:${couchdbUuid}`,
  practiceAdmin: () => 'practice-admin',
  account: (tenantId: string, account: string, credentialId: string) =>
    `account:${tenantId}:${account}:${credentialId}`,
} as const;
