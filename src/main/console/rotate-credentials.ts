import type { RotationReport } from '../../shared/bridge/account-views.ts';
import { requireState, requireTenant } from '../../shared/commands/require-tenant.ts';
import {
  requireAccount,
  rotateAccounts,
  type Rotation,
} from '../../shared/commands/rotate-accounts.ts';
import { overlapRuns, type Account } from '../../shared/documents/account.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { makeCredential } from '../provisioning/password.ts';
import type { Registry } from '../registry/registry.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';

/** Documents in one write: PouchDB's bulk write takes time with their square. */
const documentsAtOnce = 1000;
/** Hashes being made at the same time, off the event loop. */
const hashesAtOnce = 200;

export interface CredentialRotator {
  readonly registry: Pick<Registry, 'snapshot' | 'execute'>;
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly randomBytes: (size: number) => Uint8Array;
}

export interface RotationOrder {
  readonly tenantIds: readonly string[];
  /** Null: every account. */
  readonly account: string | null;
  readonly overlapHours: number;
}

/**
 * Gives accounts new passwords. They are in the vault, in one write, before the registry says so, so that
 * a kill at any moment leaves a password for whatever the registry says. Many tenants go into the registry
 * in several writes, each of whole tenants; what a kill left out is rotated by ordering it again. Errors:
 * `not-found`, `not-allowed-in-state`, and those of a vault that is shut.
 */
export async function rotateCredentials(
  rotator: CredentialRotator,
  order: RotationOrder,
): Promise<RotationReport> {
  const { registry, secrets } = rotator;
  const snapshot = registry.snapshot();
  const now = rotator.clock.now().toISOString();
  const ordered = accountsOf(snapshot, order);
  const possible = ordered.filter(
    (account) => order.overlapHours === 0 || !overlapRuns(account, now),
  );
  const overlapping = ordered.length - possible.length;
  if (possible.length === 0 && overlapping > 0) throw stillOverlapping(ordered);

  const { rotations, passwords } = await makeRotations(possible, rotator);
  if (rotations.length === 0) return { accounts: 0, tenants: 0, overlapping };
  await secrets.setMany(passwords);
  const report = { accounts: 0, tenants: 0, overlapping };
  for (const batch of batches(rotations)) {
    const done = await registry.execute(
      rotateAccounts({ rotations: batch, overlapHours: order.overlapHours }),
    );
    report.accounts += done.accounts;
    report.tenants += done.tenants;
    report.overlapping += done.overlapping.length;
  }
  return report;
}

function accountsOf(snapshot: RegistrySnapshot, order: RotationOrder): readonly Account[] {
  return [...new Set(order.tenantIds)].flatMap((tenantId) => {
    const tenant = requireTenant(snapshot, tenantId);
    requireState(tenant, ['active', 'suspended', 'archived'], 'given new passwords');
    return order.account === null
      ? (snapshot.accounts.get(tenantId) ?? [])
      : [requireAccount(snapshot, tenant, order.account)];
  });
}

async function makeRotations(
  accounts: readonly Account[],
  { uuid, randomBytes }: CredentialRotator,
): Promise<{
  readonly rotations: readonly Rotation[];
  readonly passwords: ReadonlyMap<string, string>;
}> {
  const rotations: Rotation[] = [];
  const passwords = new Map<string, string>();
  for (let start = 0; start < accounts.length; start += hashesAtOnce) {
    await Promise.all(
      accounts.slice(start, start + hashesAtOnce).map(async (account) => {
        const credentialId = uuid();
        const { password, hash } = await makeCredential(randomBytes);
        rotations.push({ tenantId: account.tenant_id, account: account.name, credentialId, hash });
        const name = secretNames.account(account.tenant_id, account.name, credentialId);
        passwords.set(name, password);
      }),
    );
  }
  return { rotations, passwords };
}

/** Whole tenants together: a tenant is one document, its audit entry another, and so is each account. */
function batches(rotations: readonly Rotation[]): readonly (readonly Rotation[])[] {
  const byTenant = new Map<string, Rotation[]>();
  for (const rotation of rotations) {
    const group = byTenant.get(rotation.tenantId);
    if (group === undefined) byTenant.set(rotation.tenantId, [rotation]);
    else group.push(rotation);
  }
  const made: Rotation[][] = [];
  let room = 0;
  for (const group of byTenant.values()) {
    const documents = group.length + 2;
    const last = made.at(-1);
    if (last === undefined || documents > room) {
      made.push([...group]);
      room = documentsAtOnce;
    } else {
      last.push(...group);
    }
    room -= documents;
  }
  return made;
}

function stillOverlapping(accounts: readonly Account[]): ConsoleError {
  const [first] = accounts;
  const until = first?.previous?.until ?? '';
  return new ConsoleError(
    'not-allowed-in-state',
    accounts.length === 1
      ? `The overlap of the last rotation of ${first?.username ?? ''} still runs, until ${until}.`
      : `The overlaps of the last rotation of all ${String(accounts.length)} accounts still run.`,
    {
      remedy:
        'End the overlap first, or rotate without an overlap: then nothing older works any more.',
      details: { accounts: accounts.length, until },
    },
  );
}
