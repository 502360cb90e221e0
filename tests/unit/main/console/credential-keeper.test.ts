import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCredentialKeeper } from '../../../../src/main/console/credential-keeper.ts';
import { makeCredential } from '../../../../src/main/provisioning/password.ts';
import { memorySecretStore } from '../../../../src/main/secrets/memory-secret-store.ts';
import { secretNames } from '../../../../src/main/secrets/secret-store.ts';
import type { Provisioning } from '../../../../src/shared/bridge/views.ts';
import type { Command } from '../../../../src/shared/commands/command.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { removeTenant } from '../../../../src/shared/commands/remove-tenant.ts';
import type { SyncState } from '../../../../src/shared/sync-status.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { sampleState, sampleTenant, store } from '../../../support/registry-samples.ts';
import { testDigest } from '../../../support/test-digest.ts';

const hour = 3_600_000;

/** A keeper on a registry and a vault in memory, its clock in the test's hand. */
function setUp() {
  const clock = manualClock();
  const state = sampleState();
  const vault = memorySecretStore();
  const events: { readonly what: 'vault' | 'registry'; readonly size: number }[] = [];
  const problems: unknown[] = [];
  let sync: SyncState = 'synced';
  let provisioning: Provisioning = 'waiting';
  const execute = <Result>(command: Command<Result>): Promise<Result> => {
    const outcome = command(state.snapshot(), {
      now: clock.now().toISOString(),
      actor: 'anna',
      uuid: randomUUID,
      digest: testDigest,
    });
    const size = outcome.documents.length + outcome.audit.length;
    if (size > 0) events.push({ what: 'registry', size });
    store(state, outcome);
    return Promise.resolve(outcome.result);
  };
  const keeper = createCredentialKeeper({
    registry: { snapshot: state.snapshot, execute },
    secrets: {
      ...vault,
      setMany: async (entries) => {
        events.push({ what: 'vault', size: entries.size });
        await vault.setMany(entries);
      },
    },
    agreements: { refresh: () => undefined, provisioning: () => provisioning },
    syncStatus: () => ({
      database: 'couch-sitter',
      state: sync,
      since: '2026-03-01T12:00:00.000Z',
      waitingOut: 0,
      waitingIn: 0,
      firstSync: null,
      pushed: 0,
      pulled: 0,
      agreement: null,
      refusedWrites: 0,
      error: null,
      retryAt: null,
    }),
    clock,
    uuid: randomUUID,
    randomBytes,
    watch: true,
    onProblem: (error) => problems.push(error),
  });

  return {
    clock,
    vault,
    events,
    problems,
    keeper,
    execute,
    become: (next: { sync?: SyncState; provisioning?: Provisioning }) => {
      sync = next.sync ?? sync;
      provisioning = next.provisioning ?? provisioning;
    },
    /** A tenant whose passwords are in the vault. */
    tenant: async (key: string): Promise<string> => {
      const input = sampleTenant(key);
      await execute(createTenant(input));
      for (const [account, { credentialId }] of input.credentials) {
        const name = secretNames.account(input.tenantId, account, credentialId);
        await vault.set(name, `first of ${key} ${account}`);
      }
      events.length = 0;
      return input.tenantId;
    },
    account: (id: string, name: string) => {
      const found = state
        .snapshot()
        .accounts.get(id)
        ?.find((one) => one.name === name);
      if (found === undefined) throw new Error('no account');
      return found;
    },
    purge: (id: string) => {
      const tenant = state.snapshot().tenants.get(id);
      if (tenant === undefined) throw new Error('no tenant');
      const purged = { ...tenant, purgedAt: clock.now().toISOString() };
      store(state, { documents: [purged], audit: [], result: null });
    },
  };
}

describe('a rotation', () => {
  it('has the passwords in the vault before the registry says so', async () => {
    const { keeper, tenant, events, account, vault } = setUp();
    const id = await tenant('acme');
    const order = { tenantIds: [id], account: 'sync', overlapHours: 0 };
    expect(await keeper.rotate(order)).toEqual({ accounts: 1, tenants: 1, overlapping: 0 });
    expect(events).toEqual([
      { what: 'vault', size: 1 },
      { what: 'registry', size: 3 },
    ]);
    const { credential_id, hash } = account(id, 'sync');
    const password = await vault.get(secretNames.account(id, 'sync', credential_id));
    expect(password).toMatch(/^[\w-]{32}$/);
    const random = (bytes: number) =>
      bytes === 24 ? Buffer.from(password ?? '', 'base64url') : Buffer.from(hash.salt, 'hex');
    expect((await makeCredential(random)).hash).toEqual(hash);
  });

  it('of many writes the vault once and the registry in batches of whole tenants', async () => {
    const { keeper, tenant, events } = setUp();
    const ids = [];
    for (let number = 0; number < 600; number += 1) ids.push(await tenant(`t${String(number)}`));
    const report = await keeper.rotate({ tenantIds: ids, account: null, overlapHours: 24 });
    expect(report).toEqual({ accounts: 1200, tenants: 600, overlapping: 0 });
    expect(events[0]).toEqual({ what: 'vault', size: 1200 });
    const writes = events.slice(1);
    expect(writes.every(({ what, size }) => what === 'registry' && size <= 1000)).toBe(true);
    expect(writes.reduce((sum, { size }) => sum + size, 0)).toBe(600 * 4);
    expect(writes).toHaveLength(3);
  });

  it('leaves running overlaps alone, and is refused where nothing else is left', async () => {
    const { keeper, tenant, events } = setUp();
    const [one, two] = [await tenant('one'), await tenant('two')];
    await keeper.rotate({ tenantIds: [one], account: 'sync', overlapHours: 24 });
    events.length = 0;
    await expect(
      keeper.rotate({ tenantIds: [one], account: 'sync', overlapHours: 24 }),
    ).rejects.toMatchObject({ code: 'not-allowed-in-state' });
    expect(events).toEqual([]);
    expect(await keeper.rotate({ tenantIds: [one, two], account: null, overlapHours: 24 })).toEqual(
      { accounts: 3, tenants: 2, overlapping: 1 },
    );
    expect(
      await keeper.rotate({ tenantIds: [one], account: 'sync', overlapHours: 0 }),
    ).toMatchObject({ accounts: 1 });
  });

  it('touches the vault for nobody who is refused', async () => {
    const { keeper, tenant, execute, events } = setUp();
    const [one, two] = [await tenant('one'), await tenant('two')];
    await execute(removeTenant({ tenantId: two }));
    events.length = 0;
    await expect(
      keeper.rotate({ tenantIds: [one, two], account: null, overlapHours: 0 }),
    ).rejects.toMatchObject({ code: 'not-allowed-in-state' });
    expect(events).toEqual([]);
  });
});

describe('an overlap', () => {
  it('ends by itself when its time is up', async () => {
    const { keeper, tenant, clock, account, problems } = setUp();
    const id = await tenant('acme');
    await keeper.rotate({ tenantIds: [id], account: 'sync', overlapHours: 30 });
    keeper.look();
    await clock.advance(30 * hour - 1);
    expect(account(id, 'sync').previous).toMatchObject({ ended: false });
    await clock.advance(1000);
    expect(account(id, 'sync').previous).toMatchObject({ ended: true });
    expect(problems).toEqual([]);
    await keeper.close();
  });

  it('waits for an agreement with the server, so that an old laptop ends nothing newer', async () => {
    const { keeper, tenant, clock, account, become } = setUp();
    const id = await tenant('acme');
    await keeper.rotate({ tenantIds: [id], account: 'sync', overlapHours: 1 });
    become({ sync: 'offline' });
    keeper.look();
    await clock.advance(10 * hour);
    expect(await keeper.endDue()).toBe(0);
    expect(account(id, 'sync').previous).toMatchObject({ ended: false });
    become({ sync: 'synced' });
    keeper.look();
    await clock.advance(1000);
    expect(account(id, 'sync').previous).toMatchObject({ ended: true });
  });

  it('is ended by hand before its time', async () => {
    const { keeper, tenant, account } = setUp();
    const id = await tenant('acme');
    await keeper.rotate({ tenantIds: [id], account: null, overlapHours: 24 });
    expect(await keeper.endOverlap({ tenantIds: [id], account: 'sync' })).toMatchObject({
      accounts: 1,
    });
    expect(account(id, 'sync').previous).toMatchObject({ ended: true });
    expect(account(id, 'admin').previous).toMatchObject({ ended: false });
  });
});

describe('a password that nothing refers to', () => {
  it('goes once the server is known to have the next one, and not before', async () => {
    const { keeper, tenant, clock, account, become, vault } = setUp();
    const id = await tenant('acme');
    const first = account(id, 'sync').credential_id;
    const has = (credential: string) => vault.has(secretNames.account(id, 'sync', credential));
    await keeper.rotate({ tenantIds: [id], account: 'sync', overlapHours: 24 });
    become({ provisioning: 'applied' });
    keeper.applied();
    await clock.advance(1000);
    // The overlap still runs.
    expect(has(first)).toBe(true);
    become({ provisioning: 'waiting' });
    await keeper.endOverlap({ tenantIds: [id], account: null });
    keeper.applied();
    await clock.advance(1000);
    expect(has(first)).toBe(true);
    become({ provisioning: 'applied' });
    keeper.applied();
    await clock.advance(1000);
    expect(has(first)).toBe(false);
    expect(has(account(id, 'sync').credential_id)).toBe(true);
    expect(vault.has(secretNames.account(id, 'admin', account(id, 'admin').credential_id))).toBe(
      true,
    );
  });

  it('goes with a purged tenant, also when the console is closed at once', async () => {
    const { keeper, tenant, purge, vault } = setUp();
    const [gone, kept] = [await tenant('gone'), await tenant('kept')];
    const foreign = secretNames.account(randomUUID(), 'sync', randomUUID());
    await vault.set(foreign, 'of a tenant of another registry');
    await vault.set(secretNames.serverAdmin('c0'), 'no account at all');
    purge(gone);
    keeper.applied();
    await keeper.close();
    const left = vault.names();
    expect(left.filter((name) => name.includes(gone))).toEqual([]);
    expect(left.filter((name) => name.includes(kept))).toHaveLength(2);
    expect(left).toContain(foreign);
    expect(left).toContain(secretNames.serverAdmin('c0'));
  });
});
