import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { TenantDetail } from '../../../src/shared/bridge/views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { tenantIn, type World } from './world.ts';

const otherName = (username: string) =>
  username.endsWith('.2') ? username.slice(0, -2) : `${username}.2`;

/** Accounts and their passwords; proving oneself takes `let me in`. */
export function fakeAccounts(world: World): ConsoleApi['accounts'] {
  const { prove } = world.scenario;
  const change = (
    tenantIds: readonly string[],
    account: string | null,
    next: (account: TenantDetail['accounts'][number]) => TenantDetail['accounts'][number],
  ) => {
    let accounts = 0;
    world.tenants = world.tenants.map((tenant) => {
      if (!tenantIds.includes(tenant.id)) return tenant;
      return {
        ...tenant,
        provisioning: 'waiting',
        accounts: tenant.accounts.map((own) => {
          if (account !== null && own.name !== account) return own;
          accounts += 1;
          return next(own);
        }),
      };
    });
    world.emit('registry.changed', { revision: (world.counter += 1) });
    return Promise.resolve({ accounts, tenants: tenantIds.length, overlapping: 0 });
  };
  const status = () => Promise.resolve({ method: prove, until: world.provenUntil });
  return {
    reauthentication: status,
    reauthenticate: ({ secret }) => {
      if (secret !== 'let me in')
        throw prove === 'passphrase'
          ? new ConsoleError('vault-passphrase-wrong', 'This passphrase does not open the vault.')
          : new ConsoleError('server-wrong-password', 'This is not the administrator’s password.');
      world.provenUntil = new Date(world.now().getTime() + 120_000).toISOString();
      return status();
    },
    reveal: async ({ tenantId, account }) => {
      const known = tenantIn(world, tenantId).accounts.find(({ name }) => name === account);
      if (known === undefined) throw new ConsoleError('not-found', 'There is no such account.');
      if (prove !== 'none' && world.provenUntil === null)
        throw new ConsoleError('reauthentication-needed', 'Show that it is you.');
      return Promise.resolve({
        username: known.username,
        password: 'fake-7kq2-mw5x-d9rt-h3pa',
        previous:
          known.previous === null
            ? null
            : { ...known.previous, password: 'fake-2bt8-xq4m-k1vs-e6zc' },
      });
    },
    rotate: ({ tenantIds, account, overlapHours }) =>
      change(tenantIds, account, (own) => ({
        ...own,
        revealable: true,
        rotatedAt: world.now().toISOString(),
        username: overlapHours === 0 ? own.username : otherName(own.username),
        previous:
          overlapHours === 0
            ? null
            : {
                username: own.username,
                until: new Date(world.now().getTime() + overlapHours * 3_600_000).toISOString(),
              },
      })),
    endOverlap: ({ tenantIds, account }) =>
      change(tenantIds, account, (own) => ({ ...own, previous: null })),
  };
}
