import { z } from 'zod';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';
import {
  openSealed,
  parseVault,
  sealVault,
  vaultDamaged,
  type SealedVault,
  type VaultHeader,
} from './vault-seal.ts';

const contentSchema = z.object({
  entries: z.record(z.string(), z.string()),
  /** Names of the secrets that are in the keychain, so that asking for one needs no keychain. */
  keychain: z.array(z.string()),
});

export interface VaultContent {
  readonly entries: ReadonlyMap<string, string>;
  readonly keychain: ReadonlySet<string>;
}

/** What one change does to a copy of the content. */
export type VaultEdit = (content: {
  readonly entries: Map<string, string>;
  readonly keychain: Set<string>;
}) => void;

/** An open vault. What it shows is on disk. */
export interface Vault {
  readonly header: VaultHeader;
  readonly content: () => VaultContent;
  /** Resolves when the change is durably on disk; changes that come together share one write. */
  readonly edit: (edit: VaultEdit) => Promise<void>;
}

/** The sealed file, or null where there is none. Errors: `vault-damaged`, `storage-failed`. */
export async function readVaultFile(path: string): Promise<SealedVault | null> {
  const text = await readIfPresent(path);
  return text === null ? null : parseVault(text);
}

/** Opens a sealed file. Errors: `vault-passphrase-wrong`, `vault-damaged`. */
export function openVault(
  path: string,
  sealed: SealedVault,
  key: Buffer,
  random: (bytes: number) => Buffer,
): Vault {
  const parsed = contentSchema.safeParse(jsonOrNull(openSealed(sealed, key)));
  if (!parsed.success) throw vaultDamaged();
  const content = {
    entries: new Map(Object.entries(parsed.data.entries)),
    keychain: new Set(parsed.data.keychain),
  };
  return createVault({ path, header: sealed.header, key, random, content });
}

/** Writes a new, empty vault. Errors: `disk-full`, `storage-failed`. */
export async function makeVault(
  path: string,
  header: VaultHeader,
  key: Buffer,
  random: (bytes: number) => Buffer,
): Promise<Vault> {
  const content = { entries: new Map<string, string>(), keychain: new Set<string>() };
  const vault = createVault({ path, header, key, random, content });
  await vault.edit(() => undefined);
  return vault;
}

interface Waiting {
  readonly edit: VaultEdit;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function createVault(options: {
  readonly path: string;
  readonly header: VaultHeader;
  readonly key: Buffer;
  readonly random: (bytes: number) => Buffer;
  readonly content: VaultContent;
}): Vault {
  const { path, header, key, random } = options;
  let { content } = options;
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const next = { entries: new Map(content.entries), keychain: new Set(content.keychain) };
      try {
        for (const { edit } of batch) edit(next);
        await writeDurably(path, sealVault(header, key, serialize(next), random));
        content = next;
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  }

  return {
    header,
    content: () => content,
    edit: (edit) =>
      new Promise((resolve, reject) => {
        waiting.push({ edit, resolve, reject });
        // The next turn, so that changes asked for in the same one go together.
        if (!writing) {
          writing = true;
          queueMicrotask(() => void writeAll());
        }
      }),
  };
}

function serialize(content: VaultContent): string {
  return JSON.stringify({
    entries: Object.fromEntries(content.entries),
    keychain: [...content.keychain],
  });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
