import { revocationDocumentId, revokedKeyId } from '../documents/revocation.ts';
import { revokedTokenOfId } from '../documents/revoked-token.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Entry } from './entry.ts';
import { createIndexShelves, type IndexShelves } from './index-shelves.ts';

/**
 * A registry in memory, audit entries left out of its snapshot. Changing it costs what changed; a snapshot
 * is copied only when somebody looks.
 */
export interface RegistryMemory {
  /** `others`: revisions of the document's conflicting leaves, the winner not among them. */
  readonly put: (id: string, entry: Entry, others: readonly string[]) => void;
  readonly remove: (id: string) => void;
  readonly entries: () => ReadonlyMap<string, Entry>;
  /** Revisions of all live leaves of every document that has more than one, the winner first. */
  readonly conflicts: () => ReadonlyMap<string, readonly string[]>;
  readonly snapshot: () => RegistrySnapshot;
  /** Single look-ups, without a copy. */
  readonly find: IndexShelves['find'] & {
    readonly isKeyRevoked: (keyId: string) => boolean;
    readonly isTokenRevoked: (jti: string) => boolean;
  };
}

export function createRegistryMemory(): RegistryMemory {
  const entries = new Map<string, Entry>();
  const conflicts = new Map<string, readonly string[]>();
  const shelves = createIndexShelves();
  const revokedKeys = liveSet();
  const revokedTokens = liveSet();
  let current: RegistrySnapshot | null = null;

  function remove(id: string): void {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entries.delete(id);
    conflicts.delete(id);
    const token = revokedTokenOfId(id);
    if (token !== null) {
      revokedTokens.delete(token.jti);
      current = null;
    }
    if (entry.kind === 'document') {
      shelves.take(entry.document);
      current = null;
    }
  }

  return {
    put: (id, entry, others) => {
      remove(id);
      entries.set(id, entry);
      if (others.length > 0) conflicts.set(id, [entry.rev, ...others]);
      const keyId = revokedKeyId(id);
      if (keyId !== null && revokedKeys.add(keyId)) current = null;
      const token = revokedTokenOfId(id);
      if (token !== null && revokedTokens.add(token.jti)) current = null;
      if (entry.kind === 'document') {
        shelves.add(entry.document);
        current = null;
      }
    },
    remove,
    entries: () => entries,
    conflicts: () => conflicts,
    snapshot: () => {
      current ??= {
        ...shelves.copy(),
        revokedKeys: revokedKeys.copy(),
        revokedTokens: revokedTokens.copy(),
      };
      return current;
    },
    find: {
      ...shelves.find,
      isKeyRevoked: (keyId) => revokedKeys.has(keyId),
      isTokenRevoked: (jti) => revokedTokens.has(jti),
    },
  };
}

/**
 * What a deleted revocation is read as: it only counts, so one that somebody deleted goes on counting and is
 * shown. Null for any other document.
 */
export function deletedRevocation(id: string, rev: string): Entry | null {
  const keyId = revokedKeyId(id);
  if (keyId === null || revocationDocumentId(keyId) !== id) return null;
  return {
    kind: 'problem',
    rev,
    problem: 'broken',
    reason: 'This revocation was deleted by hand; its key stays revoked.',
  };
}

/** A set that is changed in place and read from outside as a copy that stays as it was. */
function liveSet(): {
  /** False where it was there already. */
  readonly add: (value: string) => boolean;
  readonly delete: (value: string) => void;
  readonly has: (value: string) => boolean;
  readonly copy: () => ReadonlySet<string>;
} {
  const live = new Set<string>();
  let copied: ReadonlySet<string> | null = null;
  return {
    add: (value) => {
      if (live.has(value)) return false;
      live.add(value);
      copied = null;
      return true;
    },
    delete: (value) => {
      if (live.delete(value)) copied = null;
    },
    has: (value) => live.has(value),
    copy: () => (copied ??= new Set(live)),
  };
}
