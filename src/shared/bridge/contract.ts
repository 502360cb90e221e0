import { z } from 'zod';
import { noticeCauses } from '../notices/notice.ts';
import { shortestPassphrase } from '../passphrase.ts';
import type {
  About,
  AppState,
  ConnectionInfo,
  ConnectionReport,
  RegistryProblem,
  VaultStatus,
} from './views.ts';
import type { LeaseView } from './server-views.ts';
import { accountsCalls } from './calls/accounts.ts';
import { call, nothing, type CallDefinition } from './calls/call.ts';
import { auditCalls } from './calls/audit.ts';
import { catchUpCalls } from './calls/catch-up.ts';
import { conflictsCalls } from './calls/conflicts.ts';
import { driftCalls } from './calls/drift.ts';
import { filesCalls } from './calls/files.ts';
import { gatewaysCalls } from './calls/gateways.ts';
import { keysCalls } from './calls/keys.ts';
import { leaksCalls } from './calls/leaks.ts';
import { linksCalls } from './calls/links.ts';
import { applicationsCalls, invitationsCalls, peopleCalls } from './calls/people.ts';
import { planCalls } from './calls/plan.ts';
import { serversCalls } from './calls/servers.ts';
import { syncCalls } from './calls/sync.ts';
import { tenantsCalls } from './calls/tenants.ts';
import { trialCalls } from './calls/trial.ts';
import { workplaceCalls } from './calls/workplace.ts';

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
    about: call<About>()('console.use', nothing),
    setTheme: call<null>()(
      'console.use',
      z.strictObject({ theme: z.enum(['light', 'dark', 'system']) }),
    ),
    /** Whether a cause may be told on the desktop; on this device alone. */
    setNotice: call<null>()(
      'console.use',
      z.strictObject({ cause: z.enum(noticeCauses), on: z.boolean() }),
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
  tenants: tenantsCalls,
  people: peopleCalls,
  invitations: invitationsCalls,
  applications: applicationsCalls,
  workplace: workplaceCalls,
  links: linksCalls,
  accounts: accountsCalls,
  keys: keysCalls,
  leaks: leaksCalls,
  gateways: gatewaysCalls,
  trial: trialCalls,
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
