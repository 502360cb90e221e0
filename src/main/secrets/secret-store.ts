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
  /** Removes many at once in one durable write; names that are not here do not matter. */
  readonly deleteMany: (names: readonly string[]) => Promise<void>;
  /** Whether it is here, without reading it. */
  readonly has: (name: string) => boolean;
  /** What is here, without reading it; nothing while the vault is shut. */
  readonly names: () => readonly string[];
  /**
   * Whether this is the passphrase of the open vault; false too where a keychain opens it. Takes as long
   * for a wrong one as for the right one, about 0.4 s.
   */
  readonly isPassphrase: (passphrase: string) => Promise<boolean>;
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
  /** The private key that signs this device's entries of one audit log. */
  logKey: (chainId: string) => `log-key:${chainId}`,
  account: (tenantId: string, account: string, credentialId: string) =>
    `account:${tenantId}:${account}:${credentialId}`,
} as const;

/** Takes the name of an account's secret apart; null where it is another kind of secret. */
export function accountOfSecret(name: string): {
  readonly tenantId: string;
  readonly account: string;
  readonly credentialId: string;
} | null {
  const [, tenantId, account, credentialId] = /^account:([^:]+):([^:]+):([^:]+)$/.exec(name) ?? [];
  return tenantId === undefined || account === undefined || credentialId === undefined
    ? null
    : { tenantId, account, credentialId };
}
