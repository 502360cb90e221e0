import { setImmediate } from 'node:timers/promises';
import type { TenantsProgress } from '../../shared/bridge/events.ts';
import type { TenantBulkAction, TenantBulkReport } from '../../shared/bridge/tenant-views.ts';
import {
  activeRefusal,
  bulkTenants,
  refusalGroup,
  type BulkItem,
} from '../../shared/commands/bulk-tenants.ts';
import { newAccounts } from '../../shared/commands/change-blueprint.ts';
import type { CredentialInputs } from '../../shared/commands/credential-input.ts';
import { requireBlueprint } from '../../shared/commands/new-tenant.ts';
import { ConsoleError, type ErrorReport } from '../../shared/errors.ts';
import type { Registry } from '../registry/registry.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { makeCredentials } from './new-credentials.ts';

/** Tenants in one write: PouchDB's bulk write takes time with the square of its documents. */
const atOnce = 250;
/** Bulk edits that can still be taken back. */
const undoable = 20;
const keysTold = 20;

/** Does one thing to many tenants, some hundred in a write. */
export interface TenantBulk {
  /** Errors: those of a whole write (`disk-full`, `storage-failed`) where nothing was done before it. */
  readonly run: (
    runId: string,
    ids: readonly string[],
    action: TenantBulkAction,
  ) => Promise<TenantBulkReport>;
  /** Ends a run before its next write; what was written stays. */
  readonly cancel: (runId: string) => void;
  /** The inverse edits. Whatever was edited in between is refused. Error: `not-found`. */
  readonly undo: (runId: string, undoId: string) => Promise<TenantBulkReport>;
}

export interface TenantBulkOptions {
  readonly registry: Pick<Registry, 'snapshot' | 'execute'>;
  readonly secrets: SecretStore;
  readonly uuid: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
  /** Uuid of the tenant that is not deleted along with others. */
  readonly activeId: () => string | null;
  readonly onProgress: (progress: TenantsProgress) => void;
}

type Refused = { readonly tenantId: string; readonly report: ErrorReport };

export function createTenantBulk(options: TenantBulkOptions): TenantBulk {
  const { registry, secrets, onProgress } = options;
  const running = new Set<string>();
  const cancelled = new Set<string>();
  const undos = new Map<string, readonly BulkItem[]>();

  /** Credentials for accounts that a new blueprint asks for: in the vault before the registry knows. */
  async function withCredentials(items: readonly BulkItem[]): Promise<readonly BulkItem[]> {
    const passwords = new Map<string, string>();
    const ready: BulkItem[] = [];
    for (const item of items) {
      const credentials = await missingCredentials(item, passwords);
      ready.push(credentials === null ? item : { ...item, credentials });
    }
    if (passwords.size > 0) await secrets.setMany(passwords);
    return ready;
  }

  async function missingCredentials(
    { tenantId, action }: BulkItem,
    passwords: Map<string, string>,
  ): Promise<CredentialInputs | null> {
    if (action.do !== 'blueprint') return null;
    const snapshot = registry.snapshot();
    const tenant = snapshot.tenants.get(tenantId);
    if (tenant === undefined || tenant.blueprint === action.blueprint) return null;
    const blueprint = requireBlueprint(snapshot, action.blueprint);
    const missing = new Set(newAccounts(snapshot, tenant, blueprint));
    if (missing.size === 0) return null;
    const accounts = blueprint.accounts.filter(({ name }) => missing.has(name));
    const made = await makeCredentials(tenantId, { ...blueprint, accounts }, options);
    for (const [name, password] of made.secrets) passwords.set(name, password);
    return made.credentials;
  }

  async function carryOut(runId: string, items: readonly BulkItem[]): Promise<TenantBulkReport> {
    const refused: Refused[] = [];
    const active = options.activeId();
    const asked = items.filter(({ tenantId, action }) => {
      const tenant = tenantId === active ? registry.snapshot().tenants.get(tenantId) : undefined;
      if (tenant === undefined || action.do !== 'remove') return true;
      refused.push({ tenantId, report: activeRefusal(tenant) });
      return false;
    });
    const inverses: BulkItem[] = [];
    let unchanged = 0;
    let leftBehind = 0;
    let at = 0;
    const tell = (running: boolean) => {
      onProgress({ runId, total: items.length, done: at + items.length - asked.length, running });
    };
    running.add(runId);
    try {
      for (; at < asked.length && !cancelled.has(runId); at += atOnce) {
        tell(true);
        const group = await withCredentials(asked.slice(at, at + atOnce));
        const outcome = await registry.execute(bulkTenants(group));
        const { tenants } = registry.snapshot();
        for (const { tenantId, inverse } of outcome.done) {
          const seen = tenants.get(tenantId)?._rev ?? null;
          inverses.push({ tenantId, action: inverse, seen });
        }
        refused.push(...outcome.refused);
        unchanged += outcome.unchanged.length;
        leftBehind += outcome.leftBehind;
        await setImmediate();
      }
    } catch (error) {
      // What was written before stays and is told; the rest is left.
      if (inverses.length === 0) throw error;
    } finally {
      running.delete(runId);
      cancelled.delete(runId);
      at = Math.min(at, asked.length);
      tell(false);
    }
    return {
      done: inverses.length,
      unchanged,
      refused: grouped(refused),
      left: asked.length - at,
      leftBehind,
      undoId: inverses.length === 0 ? null : keep(inverses),
    };
  }

  function keep(items: readonly BulkItem[]): string {
    const undoId = options.uuid();
    undos.set(undoId, items);
    for (const [oldest] of undos) if (undos.size > undoable) undos.delete(oldest);
    return undoId;
  }

  function grouped(refused: readonly Refused[]): TenantBulkReport['refused'] {
    const { tenants } = registry.snapshot();
    const groups = new Map<string, Refused[]>();
    for (const one of refused) {
      const name = refusalGroup(one.report);
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [one]);
      else group.push(one);
    }
    return [...groups.values()]
      .sort((a, b) => b.length - a.length)
      .flatMap((group) => {
        const [first] = group;
        if (first === undefined) return [];
        const { code, message, remedy } = first.report;
        return {
          code,
          message: `${message} ${remedy}`.trim(),
          count: group.length,
          keys: group
            .slice(0, keysTold)
            .map(({ tenantId }) => tenants.get(tenantId)?.key ?? tenantId),
        };
      });
  }

  return {
    run: (runId, ids, action) => {
      if (action.do === 'blueprint') requireBlueprint(registry.snapshot(), action.blueprint);
      const items = [...new Set(ids)].map((tenantId) => ({ tenantId, action, seen: null }));
      return carryOut(runId, items);
    },
    cancel: (runId) => {
      if (running.has(runId)) cancelled.add(runId);
    },
    undo: async (runId, undoId) => {
      const items = undos.get(undoId);
      if (items === undefined) {
        throw new ConsoleError('not-found', 'This was undone already, or too long ago.', {
          remedy: 'Change the tenants themselves.',
        });
      }
      undos.delete(undoId);
      const report = await carryOut(runId, items);
      return { ...report, undoId: null };
    },
  };
}
