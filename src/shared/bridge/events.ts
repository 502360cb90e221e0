import type { ErrorReport } from '../errors.ts';
import type { SyncStatus } from '../sync-status.ts';
import type { CatchUpState } from './catch-up-views.ts';
import type { DriftReport } from './drift-views.ts';
import type { LeakProgress } from './leak-views.ts';
import type { LeaseView } from './server-views.ts';
import type { ConnectionInfo, VaultStatus } from './views.ts';

/** Progress of an apply run; at most a few a second, the last one always sent. */
export interface PlanProgress {
  readonly planId: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly running: boolean;
  /** Outcomes since the previous event. */
  readonly latest: readonly {
    readonly id: string;
    readonly tenantId: string;
    readonly outcome: 'done' | 'failed' | 'skipped';
    readonly message: string;
  }[];
}

/** How far something done to many tenants has come; told after every write. */
export interface TenantsProgress {
  readonly runId: string;
  readonly total: number;
  readonly done: number;
  readonly running: boolean;
}

/** Every event the console tells on its own, with its payload. */
export interface ConsoleEvents {
  /** Something in the registry changed; `revision` only rises. */
  'registry.changed': { readonly revision: number };
  /** Of the registry. */
  'sync.status': SyncStatus;
  /** The status of some database changed. */
  'sync.changed': { readonly database: string };
  /** Conflicts were found, merged or decided; `open` wait for a person. */
  'conflicts.changed': { readonly open: number };
  /** Entries came into the audit log of this device. */
  'audit.changed': null;
  /** How far a reading of the whole log has come; a few times a second. `total` is what the server counts. */
  'audit.progress': { readonly checked: number; readonly total: number };
  'catchUp.changed': CatchUpState;
  'plan.progress': PlanProgress;
  'tenants.progress': TenantsProgress;
  /** The current plan was replaced or is no longer true. */
  'plan.changed': { readonly planId: string | null };
  'connection.changed': ConnectionInfo | null;
  'vault.changed': VaultStatus;
  /** A sweep has ended, or what it found was corrected or adopted. */
  'drift.changed': DriftReport;
  /** How far a scan for leaked keys has come; a few times a second, the last one always sent. */
  'leaks.progress': LeakProgress;
  /** Who applies. */
  'lease.changed': LeaseView | null;
  /** A server was added, marked or forgotten. */
  'servers.changed': null;
  /** A link was opened that the window has not asked for yet. */
  'link.waiting': null;
  /** Something failed with nobody asking: a full disk, a broken document. */
  'app.problem': ErrorReport;
}

export type EventName = keyof ConsoleEvents;

/** Run-time list of the names, kept complete by its type. */
const names: Readonly<Record<EventName, true>> = {
  'registry.changed': true,
  'sync.status': true,
  'sync.changed': true,
  'conflicts.changed': true,
  'audit.changed': true,
  'audit.progress': true,
  'catchUp.changed': true,
  'plan.progress': true,
  'tenants.progress': true,
  'plan.changed': true,
  'connection.changed': true,
  'vault.changed': true,
  'drift.changed': true,
  'leaks.progress': true,
  'lease.changed': true,
  'servers.changed': true,
  'link.waiting': true,
  'app.problem': true,
};

/** True for the name of an event of the console. */
export function isEventName(name: string): name is EventName {
  return Object.hasOwn(names, name);
}
