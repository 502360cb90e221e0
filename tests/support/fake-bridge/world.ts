import type { ConsoleEvents, EventName } from '../../../src/shared/bridge/events.ts';
import type {
  ConnectionInfo,
  TenantDetail,
  VaultStatus,
} from '../../../src/shared/bridge/views.ts';
import type { CatchUp } from '../../../src/shared/bridge/catch-up-views.ts';
import type { ConflictDetail } from '../../../src/shared/bridge/conflict-views.ts';
import type { DriftRow } from '../../../src/shared/bridge/drift-views.ts';
import type { ServerRow } from '../../../src/shared/bridge/server-views.ts';
import type { AuditEntry } from '../../../src/shared/documents/audit.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import type { NoticeSwitches } from '../../../src/shared/notices/notice.ts';
import type { SyncStatus } from '../../../src/shared/sync-status.ts';
import type { FakePlan } from './plan.ts';
import type { Scenario } from './scenario.ts';
import { seedFindings } from './drift-seed.ts';
import { seedCatchUp } from './catch-up-seed.ts';
import { seedConflicts } from './conflict-seed.ts';
import { seedServers } from './servers.ts';
import { seedTenants } from './seed.ts';
import { uuidOf } from './uuid.ts';

export const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Everything the fake console remembers while its page is open. */
export interface World {
  readonly scenario: Scenario;
  theme: Scenario['theme'];
  notices: NoticeSwitches;
  firstRun: boolean;
  vault: VaultStatus;
  connection: ConnectionInfo | null;
  sync: SyncStatus;
  tenants: TenantDetail[];
  audit: AuditEntry[];
  plan: FakePlan | null;
  /** The plan that was the current one before. */
  planBefore: FakePlan | null;
  findings: readonly DriftRow[];
  sweptAt: string | null;
  conflicts: ConflictDetail[];
  catchUp: CatchUp | null;
  askBeforeApplying: boolean;
  servers: ServerRow[];
  /** Until when passwords are shown without asking again. */
  provenUntil: string | null;
  /** Ids of tenants: the one worked in, those opened lately, and the columns of their list. */
  workplace: {
    active: string | null;
    recent: readonly string[];
    columns: readonly string[] | null;
  };
  counter: number;
  readonly emit: <Name extends EventName>(name: Name, payload: ConsoleEvents[Name]) => void;
  readonly now: () => Date;
}

export function connectionOf(
  practice: boolean,
  mayApply = true,
  marks: Pick<ConnectionInfo, 'production' | 'readOnly'> = { production: false, readOnly: false },
): ConnectionInfo {
  return {
    serverId: `server_${uuidOf(9)}`,
    name: practice ? 'Practice server' : 'couch.example.org',
    url: practice ? 'http://127.0.0.1:5985/' : 'https://couch.example.org:6984/',
    couchdbUuid: uuidOf(9),
    version: '3.5.0',
    practice,
    mayApply,
    operatorAccount: 'couch-sitter-ada-laptop',
    ...marks,
  };
}

function vaultOf(vault: Scenario['vault']): VaultStatus {
  const problem = (code: 'keychain-locked' | 'vault-damaged', message: string) => ({
    code,
    message,
    remedy: '',
    details: {},
  });
  switch (vault) {
    case 'open':
      return { state: 'open', protection: 'keychain', problem: null };
    case 'absent':
      return { state: 'absent', protection: null, problem: null };
    case 'locked':
      return { state: 'locked', protection: 'passphrase', problem: null };
    case 'keychain':
      return {
        state: 'locked',
        protection: 'keychain',
        problem: problem('keychain-locked', 'The Secret Service did not unlock its collection.'),
      };
    case 'damaged':
      return {
        state: 'locked',
        protection: 'keychain',
        problem: problem('vault-damaged', 'The vault file does not open with its key.'),
      };
  }
}

/** The sync status of a scenario. */
export function syncOf(state: Scenario['sync'], now: Date): SyncStatus {
  const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();
  const stuck = state === 'offline' || state === 'error';
  return {
    database: 'couch-sitter',
    state,
    since: ago(state === 'synced' ? 4 : 1920),
    waitingOut: state === 'synced' ? 0 : 3,
    waitingIn: stuck ? null : 0,
    firstSync: null,
    pushed: 214,
    pulled: 36,
    agreement:
      state === 'not-connected'
        ? null
        : { at: ago(stuck ? 1921 : 4), localSeq: 1204, remoteSeq: '1188-g1AAAA' },
    refusedWrites: 0,
    error:
      state === 'error'
        ? {
            code: 'server-forbidden',
            message: 'The server refused the account couch-sitter-ada-laptop at couch-sitter.',
            remedy: 'Connect again with the administrator’s credential to renew the account.',
            details: {},
          }
        : null,
    retryAt: stuck ? new Date(now.getTime() + 45_000).toISOString() : null,
  };
}

export function makeWorld(scenario: Scenario, emit: World['emit'], now: () => Date): World {
  const start = now();
  const connected = scenario.server !== 'none' && !scenario.first;
  const tenants = seedTenants(scenario, start);
  const findings = seedFindings(scenario, tenants, start);
  return {
    scenario,
    theme: scenario.theme,
    notices: { public: true, applied: true, conflicts: true, sync: true },
    firstRun: scenario.first,
    vault: vaultOf(scenario.vault),
    connection: connected
      ? connectionOf(scenario.server === 'practice', scenario.server !== 'reader', {
          production: scenario.production,
          readOnly: scenario.readonly,
        })
      : null,
    sync: syncOf(connected ? scenario.sync : 'not-connected', start),
    tenants,
    audit: tenants
      .toReversed()
      .flatMap((tenant, index) => [auditOf('tenant_created', tenant, index, tenant.createdAt)]),
    plan: null,
    planBefore: null,
    findings,
    conflicts: seedConflicts(scenario, tenants, start),
    catchUp: seedCatchUp({ scenario, tenants, findings, now }),
    askBeforeApplying: scenario.ask,
    sweptAt: scenario.swept ? new Date(start.getTime() - 12_000).toISOString() : null,
    servers: seedServers(scenario),
    provenUntil: null,
    workplace: { active: null, recent: [], columns: null },
    counter: 0,
    emit,
    now,
  };
}

export function auditOf(
  action: string,
  tenant: TenantDetail,
  number: number,
  createdAt: string,
): AuditEntry {
  return {
    _id: `audit_${number.toString(16).padStart(64, '0')}`,
    type: 'audit_log',
    tenant_id: tenant.id,
    action,
    actor: 'ada',
    device: 'laptop',
    resource_type: 'tenant',
    resource_id: `tenant_${tenant.id}`,
    outcome: 'ok',
    details: { before: null, after: { key: tenant.key, name: tenant.name } },
    createdAt,
  };
}

/** The tenant, or the error the console gives. */
export function tenantIn(world: World, id: string): TenantDetail {
  const tenant = world.tenants.find((candidate) => candidate.id === id);
  if (tenant === undefined) throw new ConsoleError('not-found', 'There is no such tenant.');
  return tenant;
}
