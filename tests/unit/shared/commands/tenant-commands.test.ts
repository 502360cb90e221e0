import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activateTenant } from '../../../../src/shared/commands/activate-tenant.ts';
import { archiveTenant } from '../../../../src/shared/commands/archive-tenant.ts';
import { changeTenantKey } from '../../../../src/shared/commands/change-tenant-key.ts';
import type { Command } from '../../../../src/shared/commands/command.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { editTenant } from '../../../../src/shared/commands/edit-tenant.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import { restoreTenant } from '../../../../src/shared/commands/restore-tenant.ts';
import { suspendTenant } from '../../../../src/shared/commands/suspend-tenant.ts';
import { unarchiveTenant } from '../../../../src/shared/commands/unarchive-tenant.ts';
import { parseRegistryDocument } from '../../../../src/shared/documents/registry-document.ts';
import { tenantState, type Tenant } from '../../../../src/shared/documents/tenant.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';
import {
  sampleContext,
  sampleCredentials,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';

type OnTenant = (input: { tenantId: string }) => Command<unknown>;
const transitions: readonly OnTenant[] = [
  suspendTenant,
  activateTenant,
  archiveTenant,
  unarchiveTenant,
  removeTenant,
  restoreTenant,
];

/** A registry with one tenant that carries a field no schema knows. */
function withTenant() {
  const state = sampleState();
  const input = sampleTenant('abc', { credentials: sampleCredentials('b') });
  store(state, createTenant(input)(state.snapshot(), sampleContext));
  const tenant = { ...tenantOf(), later_field: { kept: [1, 'x'] } };
  state.put(tenant._id, readEntry(tenant._id, '1-x', { ...tenant, _rev: '1-x' }), []);
  function tenantOf(): Tenant {
    const found = state.snapshot().tenants.get(input.tenantId);
    if (found === undefined) throw new Error('the tenant is gone');
    return found;
  }
  function run(command: Command<unknown>): boolean {
    const outcome = command(state.snapshot(), sampleContext);
    store(state, outcome);
    return outcome.documents.length > 0;
  }
  return { state, tenantId: input.tenantId, tenantOf, run };
}

describe('the states of a tenant', () => {
  it('suspends and activates', () => {
    const { tenantId, tenantOf, run } = withTenant();
    run(suspendTenant({ tenantId }));
    expect(tenantOf()).toMatchObject({ enabled: false, generation: 2, epoch: 2 });
    run(activateTenant({ tenantId }));
    expect(tenantOf()).toMatchObject({ enabled: true, generation: 3, epoch: 2 });
  });

  it('has nothing to do where the state is reached already', () => {
    const { tenantId, tenantOf, run } = withTenant();
    const before = tenantOf();
    for (const command of [activateTenant, unarchiveTenant, restoreTenant]) {
      expect(run(command({ tenantId }))).toBe(false);
    }
    expect(tenantOf()).toBe(before);
  });

  it.each([
    ['active', []],
    ['suspended', [suspendTenant]],
    ['archived', [archiveTenant]],
    ['archived', [suspendTenant, archiveTenant]],
  ])('comes back from the trash %s, as it was', (state, steps) => {
    const { tenantId, tenantOf, run } = withTenant();
    for (const step of steps) run(step({ tenantId }));
    const before = tenantOf();
    run(removeTenant({ tenantId }));
    expect(tenantState(tenantOf())).toBe('deleted');
    run(restoreTenant({ tenantId }));
    const { enabled, archivedAt, deletedAt } = before;
    expect(tenantOf()).toMatchObject({ enabled, archivedAt, deletedAt });
    expect(tenantState(tenantOf())).toBe(state);
  });

  it('does not act on what is in the trash or the archive, and says what to do first', () => {
    const { tenantId, run } = withTenant();
    run(archiveTenant({ tenantId }));
    expect(() => run(suspendTenant({ tenantId }))).toThrow(
      expect.objectContaining({
        code: 'not-allowed-in-state',
        remedy: 'Take it out of the archive first.',
      }),
    );
    run(removeTenant({ tenantId }));
    for (const command of [
      suspendTenant({ tenantId }),
      activateTenant({ tenantId }),
      archiveTenant({ tenantId }),
      editTenant({ tenantId, name: 'New' }),
      changeTenantKey({ tenantId, key: 'xyz', changeable: true }),
    ]) {
      expect(() => run(command)).toThrow(
        expect.objectContaining({
          code: 'not-allowed-in-state',
          remedy: 'Restore it from the trash first.',
        }),
      );
    }
  });

  it('says not-found for a tenant that is not there', () => {
    const { run } = withTenant();
    expect(() => run(suspendTenant({ tenantId: 'none' }))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

describe('editing a tenant', () => {
  it('writes only differences, with before and after', () => {
    const { state, tenantId, run } = withTenant();
    const same = {
      tenantId,
      name: 'Tenant abc',
      description: '',
      ownerEmail: null,
      configuration: {},
    };
    expect(run(editTenant(same))).toBe(false);
    const outcome = editTenant({ ...same, ownerEmail: 'a@example.org' })(
      state.snapshot(),
      sampleContext,
    );
    expect(outcome.audit[0]?.details).toEqual({
      tenant: 'abc',
      before: { owner_email: null },
      after: { owner_email: 'a@example.org' },
    });
  });

  it('refuses an owner that is no address, but not the other fields beside an old one', () => {
    const { state, tenantId, tenantOf } = withTenant();
    const edit = (ownerEmail: string, name: string) =>
      editTenant({ tenantId, ownerEmail, name })(state.snapshot(), sampleContext);
    expect(() => edit('somebody', 'New')).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
    const old = { ...tenantOf(), owner_email: 'somebody' };
    state.put(old._id, readEntry(old._id, '9-a', old), []);
    expect(edit('somebody', 'New').documents).toMatchObject([{ name: 'New' }]);
  });

  it('changes the key and the user names only while it may', () => {
    const { state, tenantId, tenantOf, run } = withTenant();
    expect(() => run(changeTenantKey({ tenantId, key: 'xyz', changeable: false }))).toThrow(
      expect.objectContaining({ code: 'not-allowed-in-state' }),
    );
    const before = state
      .snapshot()
      .accounts.get(tenantId)
      ?.map((a) => a.credential_id);
    run(changeTenantKey({ tenantId, key: 'xyz', changeable: true }));
    expect(tenantOf()).toMatchObject({ key: 'xyz', generation: 2 });
    const accounts = state.snapshot().accounts.get(tenantId) ?? [];
    expect(accounts.map(({ username }) => username)).toEqual(['shop_xyz_admin', 'shop_xyz_sync']);
    expect(accounts.map((a) => a.credential_id)).toEqual(before);
    expect(state.snapshot().tenantsByKey.has('abc')).toBe(false);
  });
});

describe('every sequence of commands', () => {
  const step = fc.oneof(
    fc
      .nat({ max: transitions.length - 1 })
      .map((index) => ({ kind: 'transition' as const, index })),
    fc.record({
      kind: fc.constant('edit' as const),
      name: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
      configuration: fc.option(
        fc.dictionary(
          fc.string({ maxLength: 5 }),
          fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
        ),
        { nil: undefined },
      ),
    }),
    fc.constantFrom('k-one', 'k-two', 'Bad').map((key) => ({ kind: 'key' as const, key })),
  );

  it('never lowers a counter, raises the epoch with each withdrawal, keeps what it does not know', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { state, tenantId, tenantOf } = withTenant();
        for (const chosen of steps) {
          const before = tenantOf();
          const command =
            chosen.kind === 'transition'
              ? transitions[chosen.index]?.({ tenantId })
              : chosen.kind === 'edit'
                ? editTenant({ tenantId, name: chosen.name, configuration: chosen.configuration })
                : changeTenantKey({ tenantId, key: chosen.key, changeable: true });
          if (command === undefined) throw new Error('no such transition');
          let outcome;
          try {
            outcome = command(state.snapshot(), sampleContext);
          } catch (error) {
            expect(error).toBeInstanceOf(ConsoleError);
            expect(tenantOf()).toBe(before);
            continue;
          }
          for (const document of outcome.documents) {
            expect(parseRegistryDocument(document._id, document).outcome).toBe('document');
          }
          expect(outcome.audit.length).toBe(outcome.documents.length > 0 ? 1 : 0);
          // Hashes and salts stay in the account documents; the log is read by more people.
          expect(JSON.stringify(outcome.audit)).not.toContain('b'.repeat(32));
          store(state, outcome);
          const after = tenantOf();
          expect(after.generation).toBeGreaterThanOrEqual(before.generation);
          expect(after.epoch).toBeGreaterThanOrEqual(before.epoch);
          if (tenantState(before) !== tenantState(after)) {
            expect(after.generation).toBeGreaterThan(before.generation);
          }
          if (tenantState(before) === 'active' && tenantState(after) !== 'active') {
            expect(after.epoch).toBeGreaterThan(before.epoch);
          }
          expect(after).toMatchObject({ later_field: { kept: [1, 'x'] } });
        }
      }),
      { numRuns: 200 },
    );
  });
});
