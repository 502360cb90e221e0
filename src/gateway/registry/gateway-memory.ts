import { revokedKeyId } from '../../shared/documents/revocation.ts';
import { revokedTokenOfId } from '../../shared/documents/revoked-token.ts';
import type { Entry } from '../../shared/registry/entry.ts';
import {
  createRegistryMemory,
  type RegistryMemory,
} from '../../shared/registry/registry-memory.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { createAccessIndex } from './access-index.ts';
import { generationOf, type DocumentState } from './document-state.ts';
import type { GatewayChange, RegistryAccess } from './gateway-registry.ts';

type ChangedDocument = GatewayChange['documents'][number];

/** The registry as one gateway holds it: changed document by document, read by look-ups. */
export interface GatewayMemory {
  /** Takes in what a document is now; null where that is what it was. */
  readonly set: (id: string, state: DocumentState) => ChangedDocument | null;
  readonly entries: RegistryMemory['entries'];
  readonly conflicts: RegistryMemory['conflicts'];
  readonly snapshot: () => RegistrySnapshot;
  /**
   * The snapshot as it would be with other states of some documents; nobody else ever sees it so.
   */
  readonly snapshotWith: (states: ReadonlyMap<string, DocumentState>) => RegistrySnapshot;
  readonly access: RegistryAccess;
  /** Revocations that must outlive a replaced database: nothing takes one back. */
  readonly keepRevocationsOf: (before: GatewayMemory) => void;
  /** Forgets revocations of tokens that have ended by themselves. `now`: ISO instant. */
  readonly dropEndedTokens: (now: string) => void;
}

export function createGatewayMemory(): GatewayMemory {
  const memory = createRegistryMemory();
  const index = createAccessIndex();
  const { find } = memory;
  /** By document id, only of those that have deleted leaves. */
  const ended = new Map<string, number>();

  function generation(id: string): number {
    const entry = memory.entries().get(id);
    if (entry === undefined) return 0;
    const others = memory.conflicts().get(id)?.slice(1) ?? [];
    return [entry.rev, ...others].reduce((sum, rev) => sum + generationOf(rev), ended.get(id) ?? 0);
  }

  function stateOf(id: string): DocumentState {
    const entry = memory.entries().get(id);
    if (entry === undefined) return null;
    return { entry, others: memory.conflicts().get(id)?.slice(1) ?? [] };
  }

  function put(id: string, state: DocumentState): void {
    const before = memory.entries().get(id);
    if (before?.kind === 'document') index.take(before.document);
    if (state === null) {
      memory.remove(id);
      return;
    }
    memory.put(id, state.entry, state.others);
    if (state.entry.kind === 'document') index.add(state.entry.document);
  }

  return {
    set: (id, state) => {
      const before = stateOf(id);
      const endedNow = state?.ended ?? ended.get(id) ?? 0;
      if (isSame(before, state) && endedNow === (ended.get(id) ?? 0)) return null;
      if (endedNow === 0) ended.delete(id);
      else ended.set(id, endedNow);
      put(id, state);
      const tenants = [...tenantsOf(before?.entry), ...tenantsOf(state?.entry)];
      return { id, tenants: [...new Set(tenants)] };
    },
    entries: memory.entries,
    conflicts: memory.conflicts,
    snapshot: memory.snapshot,
    snapshotWith: (states) => {
      if (states.size === 0) return memory.snapshot();
      const now = new Map([...states.keys()].map((id) => [id, stateOf(id)]));
      for (const [id, state] of states) put(id, state);
      const snapshot = memory.snapshot();
      for (const [id, state] of now) put(id, state);
      // A memory never takes a revocation back, and here one is to look as though it had not been made.
      const revokedKeys = new Set(snapshot.revokedKeys);
      for (const [id, state] of states)
        if (state === null) revokedKeys.delete(revokedKeyId(id) ?? '');
      return { ...snapshot, revokedKeys };
    },
    access: {
      tenant: (id) => find.tenant(id) ?? null,
      tenantsOfKey: (key) => find.tenantIdsOfKey(key).flatMap((id) => find.tenant(id) ?? []),
      blueprint: (id) => find.blueprint(id) ?? null,
      apiKey: (id) => find.apiKey(id) ?? null,
      isKeyRevoked: find.isKeyRevoked,
      membership: (tenantId, userId) =>
        find.membershipsOfUser(userId).find(({ tenant_id }) => tenant_id === tenantId) ?? null,
      membershipsOfTenant: find.membershipsOfTenant,
      membershipsOfUser: find.membershipsOfUser,
      user: (id) => find.user(id) ?? null,
      userBySub: (sub) => {
        const all = index.usersBySub(sub);
        return all.find(({ user_id }) => user_id === sub) ?? all[0] ?? null;
      },
      usersByAddress: index.usersByAddress,
      application: (id) => index.application(id) ?? null,
      applicationsByIssuer: index.applicationsByIssuer,
      invitation: (id) => index.invitation(id) ?? null,
      invitationByTokenHash: (hash) => index.invitationsByTokenHash(hash)[0] ?? null,
      signingKey: (kid) => find.signingKey(kid) ?? null,
      signingKeys: () =>
        [...memory.snapshot().signingKeys.values()].sort((a, b) => (a.kid < b.kid ? -1 : 1)),
      isTokenRevoked: find.isTokenRevoked,
      generation,
    },
    keepRevocationsOf: (before) => {
      for (const [id, entry] of before.entries()) {
        const counts = id.startsWith('revocation_') || revokedTokenOfId(id) !== null;
        if (!counts || memory.entries().has(id)) continue;
        const reason = 'This revocation is in the registry no more; it goes on counting.';
        put(id, {
          entry: { kind: 'problem', rev: entry.rev, problem: 'broken', reason },
          others: [],
        });
      }
    },
    dropEndedTokens: (now) => {
      for (const id of [...memory.entries().keys()]) {
        const token = revokedTokenOfId(id);
        if (token !== null && token.expiresAt <= now) put(id, null);
      }
    },
  };
}

/** Revisions name contents; of a problem also what it is, since a deletion can follow a damage. */
function isSame(before: DocumentState, after: DocumentState): boolean {
  if (before === null || after === null) return before === after;
  if (before.entry.rev !== after.entry.rev || before.entry.kind !== after.entry.kind) return false;
  return (
    before.others.length === after.others.length &&
    before.others.every((rev, at) => rev === after.others[at])
  );
}

function tenantsOf(entry: Entry | undefined): readonly string[] {
  if (entry?.kind !== 'document') return [];
  const { document } = entry;
  return 'tenant_id' in document && typeof document.tenant_id === 'string'
    ? [document.tenant_id]
    : [];
}
