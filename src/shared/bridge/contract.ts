import { z } from 'zod';
import { jsonSchema } from '../json.ts';
import { shortestPassphrase } from '../passphrase.ts';
import { tenantDescriptionLimit, tenantNameLimit } from '../documents/tenant.ts';
import type {
  AppState,
  ConnectionInfo,
  ConnectionReport,
  ImportReport,
  KeyCheck,
  RegistryProblem,
  TenantDetail,
  TenantPage,
  VaultStatus,
} from './views.ts';
import type { LeaseView } from './server-views.ts';
import { accountsCalls } from './calls/accounts.ts';
import { call, nothing, page, type CallDefinition } from './calls/call.ts';
import { auditCalls } from './calls/audit.ts';
import { catchUpCalls } from './calls/catch-up.ts';
import { conflictsCalls } from './calls/conflicts.ts';
import { driftCalls } from './calls/drift.ts';
import { filesCalls } from './calls/files.ts';
import { keysCalls } from './calls/keys.ts';
import { planCalls } from './calls/plan.ts';
import { serversCalls } from './calls/servers.ts';
import { syncCalls } from './calls/sync.ts';

const tenantRef = z.strictObject({ id: z.uuid() });
const keyText = z.string().max(1000);
const name = z.string().trim().min(1).max(tenantNameLimit);
const description = z.string().max(tenantDescriptionLimit);
const ownerEmail = z.string().trim().max(320).nullable();
const credentials = z.strictObject({
  url: z.string().max(2000),
  username: z.string().max(300),
  /** Null: the saved server-admin credential of this address. */
  password: z.string().max(1000).nullable(),
});

/**
 * Everything the window, the command line and the control socket can ask of the console, by domain.
 * Preload, renderer proxy, main registration and control socket are all derived from this one object.
 */
export const contract = {
  app: {
    state: call<AppState>()('console.use', nothing),
    setTheme: call<null>()(
      'console.use',
      z.strictObject({ theme: z.enum(['light', 'dark', 'system']) }),
    ),
    /** Puts text on the clipboard; the renderer has no clipboard permission of its own. */
    copy: call<null>()(
      'console.use',
      z.strictObject({ text: z.string().max(100_000), secret: z.boolean() }),
    ),
  },
  vault: {
    status: call<VaultStatus>()('console.use', nothing),
    /** Makes the vault under a passphrase, on a machine without a keychain. */
    create: call<VaultStatus>()(
      'vault.manage',
      z.strictObject({ passphrase: z.string().min(shortestPassphrase).max(1000) }),
    ),
    unlock: call<VaultStatus>()(
      'console.use',
      z.strictObject({ passphrase: z.string().max(1000) }),
    ),
    /** Tries the keychain again, after the operator unlocked it. */
    retry: call<VaultStatus>()('console.use', nothing),
  },
  connection: {
    current: call<ConnectionInfo | null>()('console.use', nothing),
    test: call<ConnectionReport>()('server.connect', credentials),
    /** Turns to the server's own tenants, or with `takeTenants` gives it those in use. */
    connect: call<ConnectionInfo>()(
      'server.connect',
      credentials.extend({ takeTenants: z.boolean().optional() }),
    ),
    practice: call<ConnectionInfo>()('server.connect', nothing),
    forget: call<null>()('server.connect', nothing),
  },
  tenants: {
    list: call<TenantPage>()(
      'tenant.read',
      z.strictObject({
        search: z.string().max(500),
        state: z.enum(['current', 'active', 'suspended', 'archived', 'deleted', 'all']),
        waiting: z.boolean(),
        sort: z.enum(['name', 'key', 'createdAt', 'updatedAt', 'state']),
        direction: z.enum(['asc', 'desc']),
        ...page,
      }),
    ),
    get: call<TenantDetail>()('tenant.read', tenantRef),
    checkKey: call<KeyCheck>()(
      'tenant.read',
      z.strictObject({ key: keyText, blueprint: z.string().max(60) }),
    ),
    create: call<TenantDetail>()(
      'tenant.write',
      z.strictObject({
        key: keyText,
        name,
        description: description.default(''),
        ownerEmail: ownerEmail.default(null),
        blueprint: z.string().max(60).default('blueprint_shop'),
      }),
    ),
    edit: call<TenantDetail>()(
      'tenant.write',
      z.strictObject({
        id: z.uuid(),
        name: name.optional(),
        description: description.optional(),
        ownerEmail: ownerEmail.optional(),
        configuration: z.record(z.string().max(200), jsonSchema).optional(),
      }),
    ),
    /** Only while nothing of the tenant was ever provisioned, or its key was refused by the planner. */
    changeKey: call<TenantDetail>()('tenant.write', z.strictObject({ id: z.uuid(), key: keyText })),
    suspend: call<TenantDetail>()('tenant.write', tenantRef),
    /**
     * Raises the epoch: every token given out until now is refused, for good. Stays active; its accounts
     * keep their passwords and get the roles of the new epoch with the same plan.
     */
    revokeTokens: call<TenantDetail>()('tenant.write', tenantRef),
    setFlags: call<TenantDetail>()(
      'tenant.write',
      z.strictObject({
        id: z.uuid(),
        readOnly: z.boolean().optional(),
        overQuota: z.boolean().optional(),
      }),
    ),
    activate: call<TenantDetail>()('tenant.write', tenantRef),
    archive: call<TenantDetail>()('tenant.write', tenantRef),
    unarchive: call<TenantDetail>()('tenant.write', tenantRef),
    /** Soft: to the trash, access withdrawn, nothing removed. */
    remove: call<TenantDetail>()('tenant.write', tenantRef),
    restore: call<TenantDetail>()('tenant.write', tenantRef),
    /** RFC 4180 with the header `key,name`. All lines or none. */
    importCsv: call<ImportReport>()(
      'tenant.write',
      z.strictObject({ text: z.string().max(20_000_000) }),
    ),
  },
  accounts: accountsCalls,
  keys: keysCalls,
  plan: planCalls,
  drift: driftCalls,
  servers: serversCalls,
  lease: {
    /** Who applies to the connected server; null where none is connected. */
    status: call<LeaseView | null>()('console.use', nothing),
  },
  files: filesCalls,
  sync: syncCalls,
  conflicts: conflictsCalls,
  catchUp: catchUpCalls,
  registry: {
    problems: call<readonly RegistryProblem[]>()('tenant.read', nothing),
  },
  audit: auditCalls,
} as const;

export type Contract = typeof contract;
export type Domain = keyof Contract;

type ArgumentOf<C> = C extends CallDefinition<infer S, unknown> ? z.output<S> : never;
type InputOf<C> = C extends CallDefinition<infer S, unknown> ? z.input<S> : never;
type ResultOf<C> = C extends { readonly result?: infer R } ? R : never;

/** What main implements: parsed arguments in, plain values out. */
export type ConsoleApi = {
  readonly [D in Domain]: {
    readonly [C in keyof Contract[D]]: (
      argument: ArgumentOf<Contract[D][C]>,
    ) => Promise<ResultOf<Contract[D][C]>>;
  };
};

/** What a caller sees: unparsed arguments, which may be left out where the call can do without. */
export type ConsoleClient = {
  readonly [D in Domain]: {
    readonly [C in keyof Contract[D]]: undefined extends InputOf<Contract[D][C]>
      ? (argument?: InputOf<Contract[D][C]>) => Promise<ResultOf<Contract[D][C]>>
      : (argument: InputOf<Contract[D][C]>) => Promise<ResultOf<Contract[D][C]>>;
  };
};
