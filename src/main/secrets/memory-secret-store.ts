import type { VaultStatus } from '../../shared/bridge/views.ts';
import type { SecretStore } from './secret-store.ts';

/** The secret store for tests: always open, nothing outlives the process. */
export function memorySecretStore(): SecretStore {
  const entries = new Map<string, string>();
  const status: VaultStatus = { state: 'open', protection: 'passphrase', problem: null };
  const asIs = () => Promise.resolve(status);
  return {
    status: () => status,
    onStatus: () => () => undefined,
    get: (name) => Promise.resolve(entries.get(name) ?? null),
    set: (name, secret) => {
      entries.set(name, secret);
      return Promise.resolve();
    },
    setMany: (given) => {
      for (const [name, secret] of given) entries.set(name, secret);
      return Promise.resolve();
    },
    delete: (name) => {
      entries.delete(name);
      return Promise.resolve();
    },
    deleteMany: (names) => {
      for (const name of names) entries.delete(name);
      return Promise.resolve();
    },
    has: (name) => entries.has(name),
    names: () => [...entries.keys()],
    isPassphrase: () => Promise.resolve(false),
    createWithPassphrase: asIs,
    unlock: asIs,
    retry: asIs,
  };
}
