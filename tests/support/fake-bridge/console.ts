import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { RegistryProblem, VaultStatus } from '../../../src/shared/bridge/views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { fakeAccounts } from './accounts.ts';
import { fakeAudit } from './audit.ts';
import { fakeCatchUp } from './catch-up.ts';
import { fakeConflicts } from './conflicts.ts';
import { connectTo, fakeConnection } from './connection.ts';
import { fakeDrift } from './drift.ts';
import { fakeKeys, fakeLeaks } from './keys.ts';
import { leaseOf } from './lease.ts';
import { fakePeople } from './people.ts';
import { fakePlanning } from './planning.ts';
import { fakeServers } from './servers.ts';
import { fakeSync } from './sync.ts';
import { fakeTenants } from './tenants.ts';
import { fakeWorkplace } from './workplace.ts';
import type { World } from './world.ts';

/** The passphrase that opens the fake's vault. */
const passphraseOfFake = 'correct horse battery';

/** The whole contract over a world in memory. */
export function fakeConsole(world: World): ConsoleApi {
  const opened = (protection: VaultStatus['protection']) => {
    world.vault = { state: 'open', protection, problem: null };
    world.emit('vault.changed', world.vault);
    return Promise.resolve(world.vault);
  };
  const keys = fakeKeys(world);
  return {
    app: {
      state: () =>
        Promise.resolve({
          version: '0.1.0',
          theme: world.theme,
          notices: world.notices,
          operator: { name: 'ada', role: 'owner' },
          device: 'laptop',
          firstRun: world.firstRun,
        }),
      about: () =>
        Promise.resolve({
          directory: '/home/ada/.local/share/mycouch-console',
          platform: 'linux',
          architecture: 'x64',
          release: '6.12.0',
          versions: { node: '24.0.0', electron: '45.0.0', chrome: '150.0.0' },
        }),
      setTheme: ({ theme }) => {
        world.theme = theme;
        return Promise.resolve(null);
      },
      setNotice: ({ cause, on }) => {
        world.notices = { ...world.notices, [cause]: on };
        return Promise.resolve(null);
      },
      copy: () => Promise.resolve(null),
    },
    vault: {
      status: () => Promise.resolve(world.vault),
      create: () => opened('passphrase'),
      unlock: async ({ passphrase }) => {
        if (passphrase !== passphraseOfFake)
          throw new ConsoleError(
            'vault-passphrase-wrong',
            'This passphrase does not open the vault.',
          );
        return opened('passphrase');
      },
      retry: () => Promise.resolve(world.vault),
    },
    connection: fakeConnection(world),
    tenants: fakeTenants(world),
    workplace: fakeWorkplace(world),
    links: { take: () => Promise.resolve(null) },
    ...fakePeople(world),
    accounts: fakeAccounts(world),
    keys,
    leaks: fakeLeaks(keys),
    trial: {
      read: () => Promise.resolve({ shape: 'not-a-key' }),
      run: () => Promise.reject(new ConsoleError('not-connected', 'There is no gateway here.')),
      copyToken: () => Promise.resolve(null),
      end: () => Promise.resolve(null),
    },
    gateways: {
      list: () =>
        Promise.resolve({ gateways: [], wish: 'on', server: null, waiting: null, problem: null }),
      withdrawKey: () => Promise.resolve(null),
      setJwtHandler: () => Promise.resolve({ changed: true }),
    },
    plan: fakePlanning(world),
    drift: fakeDrift(world),
    servers: fakeServers(world, connectTo(world)),
    lease: { status: () => Promise.resolve(leaseOf(world)) },
    files: {
      export: () => Promise.resolve([]),
      compare: () => Promise.resolve(noFiles),
      import: () => Promise.resolve(noFiles),
    },
    sync: fakeSync(world),
    conflicts: fakeConflicts(world),
    catchUp: fakeCatchUp(world),
    registry: {
      problems: () => Promise.resolve(Array.from({ length: world.scenario.problems }, problemOf)),
    },
    audit: fakeAudit(world),
  };
}

/** The window has nothing to do with files of the registry; they belong to the command line. */
const noFiles = { created: 0, changed: 0, unchanged: 0, problems: [], changes: [] };

function problemOf(_: unknown, index: number): RegistryProblem {
  return index % 2 === 0
    ? { id: `invoice_${String(index)}`, kind: 'unknown-kind', reason: '' }
    : { id: `tenant_broken-${String(index)}`, kind: 'broken', reason: 'name: expected a string' };
}
