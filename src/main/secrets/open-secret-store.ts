import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { VaultStatus } from '../../shared/bridge/views.ts';
import { ConsoleError, reportError } from '../../shared/errors.ts';
import { shortestPassphrase } from '../../shared/passphrase.ts';
import { makePrivateDirectory } from '../files/durable-file.ts';
import { closedVault } from './closed-vault.ts';
import type { Keychain } from './keychain.ts';
import type { SecretStore } from './secret-store.ts';
import { makeVault, openVault, readVaultFile, type Vault } from './vault.ts';
import { isKeyOf, newHeader, newKdf, passphraseKey, type SealedVault } from './vault-seal.ts';

/** Credentials of a person or the machine: few, and in the keychain where there is one. */
const keychainPrefixes = ['server-admin:', 'operator:', 'practice-admin', 'log-key:'] as const;

export interface SecretStoreOptions {
  /** The data directory; the vault is `vault.sealed` in it. */
  readonly directory: string;
  /** Null: this machine has none, or it must not be used. */
  readonly keychain: Keychain | null;
  /** Opens a vault under a passphrase, or makes one where no keychain answers. Null: none was given. */
  readonly passphrase: string | null;
  readonly uuid: () => string;
  readonly random?: (bytes: number) => Buffer;
}

/**
 * Opens the secrets of a data directory. An existing vault says itself whether the keychain or a
 * passphrase opens it; a new one goes under the keychain where it answers, else under the passphrase
 * where one was given, else it stays absent until one is. Never throws for a vault that does not open:
 * `status` says why.
 */
export async function openSecretStore(options: SecretStoreOptions): Promise<SecretStore> {
  const { directory, keychain, uuid, random = randomBytes } = options;
  const path = join(directory, 'vault.sealed');
  const listeners = new Set<(status: VaultStatus) => void>();
  let vault: Vault | null = null;
  let status: VaultStatus = { state: 'absent', protection: null, problem: null };

  function become(next: VaultStatus, opened: Vault | null = null): VaultStatus {
    vault = opened;
    status = next;
    for (const listener of listeners) listener(status);
    return status;
  }

  function opened(next: Vault): VaultStatus {
    const protection = next.header.kdf === null ? 'keychain' : 'passphrase';
    return become({ state: 'open', protection, problem: null }, next);
  }

  async function underKeychain(sealed: SealedVault): Promise<VaultStatus> {
    try {
      const key = await keychainOr(keychain).get(sealingKeyName(sealed.header.keyId));
      const bytes = Buffer.from(key ?? '', 'hex');
      if (!isKeyOf(sealed.header, bytes)) throw sealingKeyGone();
      return opened(openVault(path, sealed, bytes, random));
    } catch (error) {
      const problem = reportError(error);
      return become({
        state: 'locked',
        protection: 'keychain',
        problem: reportError(problem.code === 'keychain-absent' ? keychainElsewhere() : error),
      });
    }
  }

  async function underPassphrase(
    sealed: SealedVault,
    kdf: NonNullable<SealedVault['header']['kdf']>,
    passphrase: string,
  ): Promise<VaultStatus> {
    return opened(openVault(path, sealed, await passphraseKey(passphrase, kdf), random));
  }

  /** A new vault, its key in the keychain and read back before anything relies on it. */
  async function makeUnderKeychain(chain: Keychain): Promise<VaultStatus> {
    const keyId = uuid();
    const key = random(32);
    await chain.set(sealingKeyName(keyId), key.toString('hex'));
    if ((await chain.get(sealingKeyName(keyId))) !== key.toString('hex')) throw sealingKeyGone();
    return opened(await makeVault(path, newHeader(keyId, null, key), key, random));
  }

  async function makeUnderPassphrase(passphrase: string): Promise<VaultStatus> {
    if (passphrase.length < shortestPassphrase) throw tooShort();
    const kdf = newKdf(random);
    const key = await passphraseKey(passphrase, kdf);
    return opened(await makeVault(path, newHeader(uuid(), kdf, key), key, random));
  }

  async function openExisting(sealed: SealedVault, passphrase: string | null) {
    const { kdf } = sealed.header;
    if (kdf === null) return underKeychain(sealed);
    if (passphrase === null) {
      return become({ state: 'locked', protection: 'passphrase', problem: null });
    }
    try {
      return await underPassphrase(sealed, kdf, passphrase);
    } catch (error) {
      return become({ state: 'locked', protection: 'passphrase', problem: reportError(error) });
    }
  }

  async function makeNew(passphrase: string | null): Promise<VaultStatus> {
    let problem: unknown = null;
    try {
      return await makeUnderKeychain(keychainOr(keychain));
    } catch (error) {
      problem = error;
    }
    try {
      if (passphrase !== null) return await makeUnderPassphrase(passphrase);
    } catch (error) {
      problem = error;
    }
    return become({ state: 'absent', protection: null, problem: reportError(problem) });
  }

  async function start(passphrase: string | null): Promise<VaultStatus> {
    try {
      await makePrivateDirectory(directory);
      const sealed = await readVaultFile(path);
      return sealed === null ? await makeNew(passphrase) : await openExisting(sealed, passphrase);
    } catch (error) {
      return become({ state: 'locked', protection: null, problem: reportError(error) });
    }
  }

  function requireVault(): Vault {
    if (vault !== null) return vault;
    throw closedVault(status) ?? new ConsoleError('vault-locked', 'The vault is locked.');
  }

  /** The keychain, where this secret belongs there. */
  function keychainFor(name: string, open: Vault): Keychain | null {
    return open.header.kdf === null && keychainPrefixes.some((prefix) => name.startsWith(prefix))
      ? keychainOr(keychain)
      : null;
  }

  async function setMany(given: ReadonlyMap<string, string>): Promise<void> {
    const open = requireVault();
    const inVault = new Map<string, string>();
    const inKeychain: string[] = [];
    for (const [name, secret] of given) {
      const chain = keychainFor(name, open);
      if (chain === null) inVault.set(name, secret);
      else {
        await chain.set(name, secret);
        inKeychain.push(name);
      }
    }
    const known = inKeychain.every((name) => open.content().keychain.has(name));
    if (inVault.size === 0 && known) return;
    await open.edit((content) => {
      for (const [name, secret] of inVault) content.entries.set(name, secret);
      for (const name of inKeychain) content.keychain.add(name);
    });
  }

  async function deleteMany(names: readonly string[]): Promise<void> {
    const open = requireVault();
    for (const name of names) await keychainFor(name, open)?.delete(name);
    const { entries, keychain: inKeychain } = open.content();
    if (!names.some((name) => entries.has(name) || inKeychain.has(name))) return;
    await open.edit((content) => {
      for (const name of names) {
        content.entries.delete(name);
        content.keychain.delete(name);
      }
    });
  }

  await start(options.passphrase);
  return {
    status: () => status,
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: async (name) => {
      const open = requireVault();
      const chain = keychainFor(name, open);
      return chain === null ? (open.content().entries.get(name) ?? null) : await chain.get(name);
    },
    set: (name, secret) => setMany(new Map([[name, secret]])),
    setMany,
    delete: (name) => deleteMany([name]),
    deleteMany,
    has: (name) => {
      const content = vault?.content();
      return content !== undefined && (content.entries.has(name) || content.keychain.has(name));
    },
    names: () => {
      const content = vault?.content();
      return content === undefined ? [] : [...content.entries.keys(), ...content.keychain];
    },
    isPassphrase: async (passphrase) => {
      const { header } = requireVault();
      return header.kdf !== null && isKeyOf(header, await passphraseKey(passphrase, header.kdf));
    },
    createWithPassphrase: async (passphrase) => {
      if (status.state !== 'absent' || (await readVaultFile(path)) !== null) {
        throw new ConsoleError('not-allowed-in-state', 'There is a vault already.', {
          remedy: 'Unlock it instead.',
        });
      }
      return await makeUnderPassphrase(passphrase);
    },
    unlock: async (passphrase) => {
      if (vault !== null) return status;
      const sealed = await readVaultFile(path);
      if (sealed === null) requireVault();
      else if (sealed.header.kdf === null) return await underKeychain(sealed);
      else return await underPassphrase(sealed, sealed.header.kdf, passphrase);
      return status;
    },
    retry: async () => (vault === null ? await start(options.passphrase) : status),
  };
}

function keychainOr(keychain: Keychain | null): Keychain {
  if (keychain !== null) return keychain;
  throw new ConsoleError('keychain-absent', 'No keychain is in use on this machine.', {
    remedy: 'Protect the vault with a passphrase instead.',
  });
}

function sealingKeyName(keyId: string): string {
  return `sealing-key:${keyId}`;
}

function sealingKeyGone(): ConsoleError {
  return new ConsoleError('vault-locked', 'The key of the vault is not in this keychain.', {
    remedy: 'Sign in as the user who made the vault, or restore the keychain entry and try again.',
    details: { protection: 'keychain' },
  });
}

/** A passphrase would not help: this vault has none. */
function keychainElsewhere(): ConsoleError {
  return new ConsoleError(
    'keychain-absent',
    'The key of the vault is in a keychain, and no keychain answers here.',
    {
      remedy:
        'Work in the desktop session where the keychain is unlocked, or keep the window open there.',
      details: { protection: 'keychain' },
    },
  );
}

function tooShort(): ConsoleError {
  return new ConsoleError(
    'invalid-input',
    `The passphrase of a vault has at least ${String(shortestPassphrase)} characters.`,
    { remedy: 'Choose a longer one; a few random words are good.' },
  );
}
