import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { auditReveal } from '../console/audit-commands.ts';
import { secretNames } from '../secrets/secret-store.ts';
import type { Services } from './services.ts';

export function accountsApi({ registry, secrets }: Services): ConsoleApi['accounts'] {
  return {
    reveal: async ({ tenantId, account: name }) => {
      const { accounts, tenants } = registry.snapshot();
      const account = (accounts.get(tenantId) ?? []).find((one) => one.name === name);
      if (account === undefined) {
        const names = (accounts.get(tenantId) ?? []).map((one) => one.name);
        throw new ConsoleError(
          'not-found',
          tenants.has(tenantId)
            ? 'The tenant has no such account.'
            : 'There is no such tenant in the registry.',
          {
            remedy: names.length === 0 ? '' : `Its accounts are: ${names.join(', ')}.`,
            details: { tenant: tenantId, account: name },
          },
        );
      }
      const secretName = secretNames.account(tenantId, name, account.credential_id);
      const password = await secrets.get(secretName);
      if (password === null) {
        throw new ConsoleError(
          'not-on-this-device',
          `The password of ${account.username} is not on this device.`,
          { remedy: 'Reveal it on the device that made the tenant.' },
        );
      }
      // Noted before it is shown: an unnoted look must not happen.
      await registry.execute(auditReveal(account));
      const { previous } = account;
      if (previous === null || previous === undefined || previous.ended) {
        return { username: account.username, password, previous: null };
      }
      const before = secretNames.account(tenantId, name, previous.credential_id);
      return {
        username: account.username,
        password,
        previous: {
          username: previous.username,
          password: await secrets.get(before),
          until: previous.until,
        },
      };
    },
    reauthentication: () => Promise.reject(notYet()),
    reauthenticate: () => Promise.reject(notYet()),
    rotate: () => Promise.reject(notYet()),
    endOverlap: () => Promise.reject(notYet()),
  };
}

function notYet(): ConsoleError {
  return new ConsoleError('internal', 'Not built yet.');
}
