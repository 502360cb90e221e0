import { overlapRuns, type Account } from '../documents/account.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { Tenant } from '../documents/tenant.ts';
import { ConsoleError } from '../errors.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import { accountUsername, otherUsername } from '../tenant-names.ts';
import type { Command, CommandContext } from './command.ts';
import type { CredentialInput } from './credential-input.ts';
import { requireBlueprint } from './new-tenant.ts';
import { requireState, requireTenant } from './require-tenant.ts';
import { tenantAudit } from './tenant-audit.ts';

/** One account and the credential it is to have; the password is in the vault already. */
export interface Rotation extends CredentialInput {
  readonly tenantId: string;
  readonly account: string;
}

export interface RotateAccountsInput {
  readonly rotations: readonly Rotation[];
  /**
   * 0: the same user name, and nothing older works once it is applied, the pair of a running overlap
   * included. More: the new credential comes under the other user name, and the present one works until
   * that many hours from now.
   */
  readonly overlapHours: number;
}

export interface RotationResult {
  readonly accounts: number;
  readonly tenants: number;
  /** Left as they are: the overlap of their last rotation still runs, and a third pair there is not. */
  readonly overlapping: readonly Rotation[];
}

/**
 * Gives service accounts new credentials. Every tenant's generation rises, so that no console with an
 * older registry puts an old password back. Errors: `not-found`, `not-allowed-in-state` (in the trash).
 */
export function rotateAccounts(input: RotateAccountsInput): Command<RotationResult> {
  return (snapshot, context) => {
    const documents: (Tenant | Account)[] = [];
    const audit: AuditDraft[] = [];
    const overlapping: Rotation[] = [];
    let accounts = 0;
    for (const [tenantId, rotations] of byTenant(input.rotations)) {
      const tenant = requireTenant(snapshot, tenantId);
      requireState(tenant, ['active', 'suspended', 'archived'], 'given new passwords');
      const possible = rotations.filter((rotation) => {
        const account = requireAccount(snapshot, tenant, rotation.account);
        const keeps = input.overlapHours > 0 && overlapRuns(account, context.now);
        if (keeps) overlapping.push(rotation);
        return !keeps;
      });
      if (possible.length === 0) continue;
      const rotated = possible.map((rotation) =>
        rotate(snapshot, tenant, rotation, input.overlapHours, context),
      );
      const changed: Tenant = {
        ...tenant,
        generation: tenant.generation + 1,
        updatedAt: context.now,
        updatedBy: context.actor,
      };
      accounts += rotated.length;
      documents.push(changed, ...rotated);
      audit.push(
        tenantAudit('accounts_rotated', changed, context, {
          overlapHours: input.overlapHours,
          before: { generation: tenant.generation },
          after: { generation: changed.generation },
          accounts: rotated.map(({ name, username, credential_id, previous }) => ({
            account: name,
            username,
            credential: credential_id,
            until: input.overlapHours > 0 ? (previous?.until ?? null) : null,
          })),
        }),
      );
    }
    return { documents, audit, result: { accounts, tenants: audit.length, overlapping } };
  };
}

function byTenant(rotations: readonly Rotation[]): ReadonlyMap<string, readonly Rotation[]> {
  const groups = new Map<string, Rotation[]>();
  for (const rotation of rotations) {
    const group = groups.get(rotation.tenantId);
    if (group === undefined) groups.set(rotation.tenantId, [rotation]);
    else group.push(rotation);
  }
  return groups;
}

function rotate(
  snapshot: RegistrySnapshot,
  tenant: Tenant,
  rotation: Rotation,
  overlapHours: number,
  { now, actor }: CommandContext,
): Account {
  const account = requireAccount(snapshot, tenant, rotation.account);
  const { previous = null } = account;
  const stamp = { rotatedAt: now, updatedAt: now, updatedBy: actor };
  const credential = { credential_id: rotation.credentialId, hash: rotation.hash };
  if (overlapHours === 0) {
    const over = previous === null ? null : { ...previous, ended: true };
    return { ...account, ...credential, ...stamp, previous: over };
  }
  const first = accountUsername(
    requireBlueprint(snapshot, tenant.blueprint),
    tenant.key,
    account.name,
  );
  return {
    ...account,
    ...credential,
    ...stamp,
    username: otherUsername(first, account.username),
    previous: {
      username: account.username,
      credential_id: account.credential_id,
      hash: account.hash,
      until: hoursAfter(now, overlapHours),
      ended: false,
    },
  };
}

/** The account, or `not-found` with the names there are. */
export function requireAccount(snapshot: RegistrySnapshot, tenant: Tenant, name: string): Account {
  const accounts = snapshot.accounts.get(tenant.tenant_id) ?? [];
  const account = accounts.find((one) => one.name === name);
  if (account !== undefined) return account;
  const names = accounts.map((one) => one.name);
  throw new ConsoleError('not-found', 'The tenant has no such account.', {
    remedy: names.length === 0 ? '' : `Its accounts are: ${names.join(', ')}.`,
    details: { tenant: tenant.tenant_id, account: name },
  });
}

function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + Math.round(hours * 3_600_000)).toISOString();
}
