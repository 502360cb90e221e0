import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { requireTenant } from '../../shared/commands/require-tenant.ts';
import { requireAccount } from '../../shared/commands/rotate-accounts.ts';
import { hasOverlap, type Account } from '../../shared/documents/account.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { auditReveal } from '../console/audit-commands.ts';
import type { CallerProof } from '../console/reauthentication.ts';
import { secretNames } from '../secrets/secret-store.ts';
import type { Services } from './services.ts';

/** The accounts for one caller, who sees passwords only after an own proof. */
export function accountsApi(
  { registry, secrets, credentials }: Services,
  proof: CallerProof,
): ConsoleApi['accounts'] {
  return {
    reauthentication: () => Promise.resolve(proof.status()),
    reauthenticate: ({ secret }) => proof.prove(secret),
    reveal: async ({ tenantId, account: name }) => {
      const snapshot = registry.snapshot();
      const account = requireAccount(snapshot, requireTenant(snapshot, tenantId), name);
      proof.require();
      const password = await secrets.get(
        secretNames.account(tenantId, name, account.credential_id),
      );
      if (password === null) throw elsewhere(account);
      const previous = await previousPair(account);
      // Noted before it is shown: an unnoted look must not happen.
      await registry.execute(auditReveal(account));
      return { username: account.username, password, previous };
    },
    rotate: (order) => credentials.rotate(order),
    endOverlap: (order) => credentials.endOverlap(order),
  };

  async function previousPair(account: Account) {
    const { previous, tenant_id, name } = account;
    if (previous === null || previous === undefined || !hasOverlap(account)) return null;
    return {
      username: previous.username,
      password: await secrets.get(secretNames.account(tenant_id, name, previous.credential_id)),
      until: previous.until,
    };
  }
}

function elsewhere({ username, name }: Account): ConsoleError {
  return new ConsoleError(
    'not-on-this-device',
    `The password of ${username} is not on this device: only the device that made it has it.`,
    {
      remedy: `Reveal it there, or rotate the account ${name} to make a new password here.`,
      details: { username },
    },
  );
}
