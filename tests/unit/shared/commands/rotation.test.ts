import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activateTenant } from '../../../../src/shared/commands/activate-tenant.ts';
import { changeTenantKey } from '../../../../src/shared/commands/change-tenant-key.ts';
import type { Command } from '../../../../src/shared/commands/command.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import {
  dueOverlaps,
  endDueOverlaps,
  endOverlap,
} from '../../../../src/shared/commands/end-overlap.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import { revokeTokens } from '../../../../src/shared/commands/revoke-tokens.ts';
import { rotateAccounts, type Rotation } from '../../../../src/shared/commands/rotate-accounts.ts';
import { setFlags } from '../../../../src/shared/commands/set-flags.ts';
import { suspendTenant } from '../../../../src/shared/commands/suspend-tenant.ts';
import { blueprintSchema, shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import { parseRegistryDocument } from '../../../../src/shared/documents/registry-document.ts';
import { keyProblem } from '../../../../src/shared/naming.ts';
import { accountUsername, secondUsername } from '../../../../src/shared/tenant-names.ts';
import {
  sampleContext,
  sampleCredentials,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

const t0 = '2026-05-05T05:00:00.000Z';
const tomorrow = '2026-05-06T05:00:00.000Z';

function withTenants(...keys: readonly string[]) {
  const state = sampleState();
  const ids = keys.map((key) => {
    const input = sampleTenant(key);
    store(state, createTenant(input)(state.snapshot(), sampleContext));
    return input.tenantId;
  });
  const run = <Result>(command: Command<Result>, now = t0) => {
    const outcome = command(state.snapshot(), { ...sampleContext, now });
    for (const document of outcome.documents) {
      expect(parseRegistryDocument(document._id, document)).toMatchObject({ outcome: 'document' });
    }
    store(state, outcome);
    return outcome;
  };
  const tenant = (id = ids[0] ?? '') => {
    const found = state.snapshot().tenants.get(id);
    if (found === undefined) throw new Error('no tenant');
    return found;
  };
  const account = (name: string, id = ids[0] ?? '') => {
    const found = state
      .snapshot()
      .accounts.get(id)
      ?.find((one) => one.name === name);
    if (found === undefined) throw new Error('no account');
    return found;
  };
  return { state, ids, run, tenant, account };
}

function rotation(tenantId: string, account: string, fill = 'c'): Rotation {
  const credential = sampleCredentials(fill).get(account);
  if (credential === undefined) throw new Error('no credential');
  return { tenantId, account, ...credential };
}

describe('rotating a password', () => {
  it('keeps the user name without an overlap and forgets the old credential', () => {
    const { ids, run, account, tenant } = withTenants('acme');
    const [id = ''] = ids;
    const before = account('sync');
    const given = rotation(id, 'sync');
    const { result, audit } = run(rotateAccounts({ rotations: [given], overlapHours: 0 }));
    expect(result).toEqual({ accounts: 1, tenants: 1, overlapping: [] });
    expect(account('sync')).toMatchObject({
      username: before.username,
      credential_id: given.credentialId,
      hash: given.hash,
      previous: null,
      rotatedAt: t0,
    });
    expect(account('admin').credential_id).not.toBe(given.credentialId);
    expect(tenant()).toMatchObject({ generation: 2, epoch: 1 });
    expect(audit).toMatchObject([
      { action: 'accounts_rotated', tenant_id: id, details: { tenant: 'acme' } },
    ]);
    expect(JSON.stringify(audit)).not.toContain(given.hash.sha256);
  });

  it('takes the other user name with an overlap, and the two take turns', () => {
    const { ids, run, account } = withTenants('acme');
    const [id = ''] = ids;
    const first = account('sync');
    run(rotateAccounts({ rotations: [rotation(id, 'sync')], overlapHours: 24 }));
    const second = account('sync');
    expect(second).toMatchObject({
      username: 'shop_acme_sync.2',
      previous: {
        username: 'shop_acme_sync',
        credential_id: first.credential_id,
        hash: first.hash,
        until: tomorrow,
        ended: false,
      },
    });
    run(endOverlap({ tenantIds: [id], account: null }));
    expect(account('sync').previous).toMatchObject({ ended: true, until: tomorrow });
    run(rotateAccounts({ rotations: [rotation(id, 'sync', 'd')], overlapHours: 0.5 }));
    expect(account('sync')).toMatchObject({
      username: 'shop_acme_sync',
      previous: {
        username: 'shop_acme_sync.2',
        credential_id: second.credential_id,
        until: '2026-05-05T05:30:00.000Z',
        ended: false,
      },
    });
  });

  it('leaves an account alone whose overlap still runs, and tells it', () => {
    const { ids, run, account } = withTenants('acme', 'beta');
    const [acme = '', beta = ''] = ids;
    run(rotateAccounts({ rotations: [rotation(acme, 'sync')], overlapHours: 24 }));
    const kept = account('sync');
    const again = rotation(acme, 'sync', 'd');
    const { result } = run(
      rotateAccounts({ rotations: [again, rotation(beta, 'sync')], overlapHours: 24 }),
    );
    expect(result).toEqual({ accounts: 1, tenants: 1, overlapping: [again] });
    expect(account('sync')).toEqual(kept);
    // Once its time is up it may go on, whether or not anybody ended it yet.
    const later = rotation(acme, 'sync', 'e');
    run(rotateAccounts({ rotations: [later], overlapHours: 24 }), tomorrow);
    expect(account('sync')).toMatchObject({
      username: 'shop_acme_sync',
      credential_id: later.credentialId,
      previous: { username: 'shop_acme_sync.2', credential_id: kept.credential_id, ended: false },
    });
  });

  it('ends a running overlap when rotated without one, so that nothing older works', () => {
    const { ids, run, account } = withTenants('acme');
    const [id = ''] = ids;
    run(rotateAccounts({ rotations: [rotation(id, 'admin')], overlapHours: 24 }));
    const leaked = rotation(id, 'admin', 'd');
    run(rotateAccounts({ rotations: [leaked], overlapHours: 0 }));
    expect(account('admin')).toMatchObject({
      username: 'shop_acme_admin.2',
      credential_id: leaked.credentialId,
      previous: { username: 'shop_acme_admin', ended: true },
    });
  });

  it('raises each generation once, whatever the number of accounts', () => {
    const { ids, run, tenant } = withTenants('acme', 'beta');
    const rotations = ids.flatMap((id) => [rotation(id, 'sync'), rotation(id, 'admin')]);
    const { documents, result } = run(rotateAccounts({ rotations, overlapHours: 1 }));
    expect(result).toMatchObject({ accounts: 4, tenants: 2 });
    expect(new Set(documents.map(({ _id }) => _id)).size).toBe(6);
    for (const id of ids) expect(tenant(id).generation).toBe(2);
  });

  it('refuses the trash, an unknown tenant and an unknown account', () => {
    const { ids, run } = withTenants('acme');
    const [id = ''] = ids;
    const attempt = (one: Rotation) => () =>
      run(rotateAccounts({ rotations: [one], overlapHours: 0 }));
    const expectCode = (act: () => unknown, code: string) => {
      expect(act).toThrow(expect.objectContaining({ code }));
    };
    expectCode(attempt({ ...rotation(id, 'sync'), account: 'nobody' }), 'not-found');
    expectCode(attempt(rotation(randomUUID(), 'sync')), 'not-found');
    run(removeTenant({ tenantId: id }));
    expectCode(attempt(rotation(id, 'sync')), 'not-allowed-in-state');
  });

  it('starts from the first user name again when the key is changed', () => {
    const { ids, run, account } = withTenants('acme');
    const [id = ''] = ids;
    run(rotateAccounts({ rotations: [rotation(id, 'sync')], overlapHours: 24 }));
    run(changeTenantKey({ tenantId: id, key: 'other', changeable: true }));
    expect(account('sync')).toMatchObject({ username: 'shop_other_sync', previous: null });
  });
});

describe('the end of an overlap', () => {
  it('comes when its time is up, not before, and is the same from whoever notices it', () => {
    const { ids, run, state, account, tenant } = withTenants('acme', 'beta');
    const [acme = '', beta = ''] = ids;
    run(rotateAccounts({ rotations: [rotation(acme, 'sync')], overlapHours: 24 }));
    run(rotateAccounts({ rotations: [rotation(beta, 'sync')], overlapHours: 48 }));
    const early = '2026-05-06T04:59:59.999Z';
    expect(dueOverlaps(state.snapshot(), early)).toEqual([]);
    expect(run(endDueOverlaps(100), early).documents).toEqual([]);

    const mine = endDueOverlaps(100)(state.snapshot(), {
      ...sampleContext,
      now: '2026-05-06T05:00:00.500Z',
    });
    const theirs = endDueOverlaps(100)(state.snapshot(), {
      ...sampleContext,
      now: '2026-05-06T05:01:40.000Z',
      actor: 'agent',
    });
    expect(mine.documents).toEqual(theirs.documents);
    store(state, mine);
    expect(account('sync', acme).previous).toMatchObject({ ended: true });
    expect(account('sync', beta).previous).toMatchObject({ ended: false });
    expect(tenant(acme).generation).toBe(3);
    expect(tenant(beta).generation).toBe(2);
    expect(mine.audit).toMatchObject([
      { action: 'overlap_ended', details: { tenant: 'acme', because: 'time' } },
    ]);
    expect(run(endDueOverlaps(100), tomorrow).documents).toEqual([]);
  });

  it('takes no more tenants at once than told', () => {
    const { ids, run } = withTenants('a-one', 'b-two', 'c-three');
    const rotations = ids.map((id) => rotation(id, 'sync'));
    run(rotateAccounts({ rotations, overlapHours: 1 }));
    expect(run(endDueOverlaps(2), tomorrow).result).toEqual({ accounts: 2, tenants: 2 });
    expect(run(endDueOverlaps(2), tomorrow).result).toEqual({ accounts: 1, tenants: 1 });
    expect(run(endDueOverlaps(2), tomorrow).result).toEqual({ accounts: 0, tenants: 0 });
  });

  it('writes nothing where none runs', () => {
    const { ids, run } = withTenants('acme');
    expect(run(endOverlap({ tenantIds: ids, account: 'sync' })).documents).toEqual([]);
  });
});

describe('the second user name', () => {
  const part = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
  const key = fc.stringMatching(/^[a-z][a-z0-9-]{1,40}$/);
  const literal = fc.stringMatching(/^[a-z0-9_-]{0,6}$/);
  const pattern = fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/), literal, literal)
    .map(([start, middle, end]) => `${start}{key}${middle}{name}${end}`);

  it('is no first name of anybody, and two are equal only where the first ones are', () => {
    fc.assert(
      fc.property(pattern, key, part, pattern, key, part, (p1, k1, a1, p2, k2, a2) => {
        const one = { ...shopBlueprint, account_pattern: p1 };
        const two = { ...shopBlueprint, account_pattern: p2 };
        expect(blueprintSchema.safeParse(one).success && keyProblem(k1) === null).toBe(true);
        const first = accountUsername(one, k1, a1);
        const second = accountUsername(two, k2, a2);
        expect(secondUsername(first)).not.toBe(second);
        expect(secondUsername(first) === secondUsername(second)).toBe(first === second);
      }),
    );
  });

  it('can be in no pattern, key or account name', () => {
    const blueprint = (more: object) => blueprintSchema.safeParse({ ...shopBlueprint, ...more });
    expect(blueprint({}).success).toBe(true);
    expect(blueprint({ account_pattern: 'shop_{key}_{name}.2' }).success).toBe(false);
    expect(blueprint({ account_pattern: 'shop.{key}_{name}' }).success).toBe(false);
    expect(blueprint({ accounts: [{ name: 'sync.2', access: 'read' }] }).success).toBe(false);
    expect(keyProblem('acme.2')).toBe('characters');
  });
});

describe('revoking tokens', () => {
  it('raises epoch and generation and leaves the tenant active', () => {
    const { ids, run, tenant } = withTenants('acme');
    const [tenantId = ''] = ids;
    run(revokeTokens({ tenantId }));
    expect(tenant()).toMatchObject({ epoch: 2, generation: 2, enabled: true });
    run(revokeTokens({ tenantId }));
    expect(tenant()).toMatchObject({ epoch: 3, generation: 3, enabled: true });
  });

  it('is refused where nothing is left to revoke, and the epoch never falls', () => {
    const { ids, run, tenant } = withTenants('acme');
    const [tenantId = ''] = ids;
    run(suspendTenant({ tenantId }));
    expect(() => run(revokeTokens({ tenantId }))).toThrow(
      expect.objectContaining({ code: 'not-allowed-in-state' }),
    );
    run(activateTenant({ tenantId }));
    run(revokeTokens({ tenantId }));
    expect(tenant().epoch).toBe(3);
    run(removeTenant({ tenantId }));
    expect(() => run(revokeTokens({ tenantId }))).toThrow(
      expect.objectContaining({ code: 'not-allowed-in-state' }),
    );
  });
});

describe('the flags', () => {
  it('are set one by one, raise the generation, and are written only when they differ', () => {
    const { ids, run, tenant } = withTenants('acme');
    const [tenantId = ''] = ids;
    run(setFlags({ tenantId, readOnly: true }));
    expect(tenant()).toMatchObject({ readOnly: true, overQuota: false, generation: 2, epoch: 1 });
    run(setFlags({ tenantId, overQuota: true }));
    expect(tenant()).toMatchObject({ readOnly: true, overQuota: true, generation: 3 });
    expect(run(setFlags({ tenantId, readOnly: true, overQuota: true })).documents).toEqual([]);
    const { audit } = run(setFlags({ tenantId, readOnly: false }));
    expect(audit).toMatchObject([
      {
        action: 'tenant_flags_set',
        details: {
          before: { readOnly: true, overQuota: true, generation: 3 },
          after: { readOnly: false, overQuota: true, generation: 4 },
        },
      },
    ]);
  });
});
