import type { RegistryProblem } from '../../shared/bridge/views.ts';
import type { Account } from '../../shared/documents/account.ts';
import type { ApiKey } from '../../shared/documents/apikey.ts';
import type { Blueprint } from '../../shared/documents/blueprint.ts';
import type { Lease } from '../../shared/documents/lease.ts';
import type { Override } from '../../shared/documents/override.ts';
import type { IndexedDocument } from '../../shared/documents/registry-document.ts';
import { revokedKeyId } from '../../shared/documents/revocation.ts';
import type { Server } from '../../shared/documents/server.ts';
import type { Tenant } from '../../shared/documents/tenant.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { createAuditRows, type AuditRows } from './audit-rows.ts';
import type { Entry } from './entry.ts';

/** The index in memory. Changing it costs what changed; a snapshot is copied only when somebody looks. */
export interface IndexState {
  /** `others`: revisions of the document's conflicting leaves, the winner not among them. */
  readonly put: (id: string, entry: Entry, others: readonly string[]) => void;
  readonly remove: (id: string) => void;
  readonly entries: () => ReadonlyMap<string, Entry>;
  /** Revisions of all live leaves of every document that has more than one, the winner first. */
  readonly conflicts: () => ReadonlyMap<string, readonly string[]>;
  readonly snapshot: () => RegistrySnapshot;
  readonly problems: () => readonly RegistryProblem[];
  /** Ids of audit entries, newest first. */
  readonly audit: AuditRows['page'];
}

export function createIndexState(): IndexState {
  const entries = new Map<string, Entry>();
  const conflicts = new Map<string, readonly string[]>();
  const tenants = new Map<string, Tenant>();
  const tenantsByKey = new Map<string, readonly string[]>();
  const accounts = new Map<string, readonly Account[]>();
  const blueprints = new Map<string, Blueprint>();
  const servers = new Map<string, Server>();
  const overrides = new Map<string, ReadonlyMap<string, Override>>();
  const apikeys = new Map<string, readonly ApiKey[]>();
  const revokedKeys = new Set<string>();
  let lease: Lease | null = null;
  let current: RegistrySnapshot | null = null;
  const auditRows = createAuditRows();

  function add(document: IndexedDocument): void {
    switch (document.type) {
      case 'tenant': {
        const others = tenantsByKey.get(document.key) ?? [];
        tenants.set(document.tenant_id, document);
        tenantsByKey.set(document.key, [...others, document.tenant_id].sort());
        break;
      }
      case 'account': {
        const others = accounts.get(document.tenant_id) ?? [];
        accounts.set(
          document.tenant_id,
          [...others, document].sort((a, b) => (a.name < b.name ? -1 : 1)),
        );
        break;
      }
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
        apikeys.set(document.tenant_id, [...(apikeys.get(document.tenant_id) ?? []), document]);
        break;
      case 'revocation':
        break;
      case 'lease':
        lease = document;
        break;
    }
  }

  function take(document: IndexedDocument): void {
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
      case 'account': {
        const rest = (accounts.get(document.tenant_id) ?? []).filter(
          ({ _id }) => _id !== document._id,
        );
        if (rest.length === 0) accounts.delete(document.tenant_id);
        else accounts.set(document.tenant_id, rest);
        break;
      }
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
      case 'api_key': {
        const rest = (apikeys.get(document.tenant_id) ?? []).filter(
          ({ _id }) => _id !== document._id,
        );
        if (rest.length === 0) apikeys.delete(document.tenant_id);
        else apikeys.set(document.tenant_id, rest);
        break;
      }
      case 'revocation':
        break;
      case 'lease':
        lease = null;
        break;
    }
  }

  function remove(id: string): void {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entries.delete(id);
    conflicts.delete(id);
    if (entry.kind === 'document') {
      take(entry.document);
      current = null;
    }
    if (entry.kind === 'audit') auditRows.remove(id);
  }

  return {
    put: (id, entry, others) => {
      remove(id);
      entries.set(id, entry);
      if (others.length > 0) conflicts.set(id, [entry.rev, ...others]);
      const keyId = revokedKeyId(id);
      if (keyId !== null && !revokedKeys.has(keyId)) {
        revokedKeys.add(keyId);
        current = null;
      }
      if (entry.kind === 'document') {
        add(entry.document);
        current = null;
      }
      if (entry.kind === 'audit') auditRows.add({ id, ...entry });
    },
    remove,
    entries: () => entries,
    conflicts: () => conflicts,
    snapshot: () => {
      current ??= {
        tenants: new Map(tenants),
        tenantsByKey: new Map(tenantsByKey),
        accounts: new Map(accounts),
        blueprints: new Map(blueprints),
        servers: new Map(servers),
        overrides: new Map(overrides),
        apikeys: new Map(apikeys),
        revokedKeys: new Set(revokedKeys),
        lease,
      };
      return current;
    },
    problems: () =>
      [...entries].flatMap(([id, entry]) =>
        entry.kind === 'problem' ? [{ id, kind: entry.problem, reason: entry.reason }] : [],
      ),
    audit: (query) => auditRows.page(query),
  };
}
