import { describe, expect, it } from 'vitest';
import { createKeyKeeper } from '../../../../src/main/console/key-keeper.ts';
import type { SyncState } from '../../../../src/shared/sync-status.ts';
import { keyScene } from '../../../support/key-scene.ts';

const hour = 3_600_000;

function setUp(watch = true) {
  const scene = keyScene();
  let sync: SyncState = 'synced';
  const problems: unknown[] = [];
  const keeper = createKeyKeeper({
    registry: scene.registry,
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
    clock: scene.clock,
    watch,
    onProblem: (error) => problems.push(error),
  });
  return {
    ...scene,
    keeper,
    problems,
    become: (state: SyncState) => {
      sync = state;
      keeper.look();
    },
    replaced: async (idleHours: number | null = 6) => {
      const tenantId = await scene.tenant('abc');
      const { key } = await scene.make(tenantId, 'Till');
      await scene.api.rotate({ id: key.id, overlapHours: 24, idleHours });
      keeper.look();
      await scene.clock.advance(1000);
      return {
        id: key.id,
        tenantId,
        state: async () => (await scene.api.get({ id: key.id })).state,
      };
    },
  };
}

describe('the keeper of replaced keys', () => {
  it('revokes one that is seen idle, at its hour', async () => {
    const { replaced, clock, problems } = setUp();
    const old = await replaced();
    await clock.advance(6 * hour - 2000);
    expect(await old.state()).toBe('active');
    await clock.advance(2000);
    expect(await old.state()).toBe('revoked');
    expect(problems).toEqual([]);
  });

  it('does not call a key idle while it does not know what the gateways saw', async () => {
    const { replaced, clock, become, use } = setUp();
    const old = await replaced();
    become('offline');
    await clock.advance(8 * hour);
    expect(await old.state()).toBe('active');
    // It was used meanwhile, as turns out.
    use(old.id, old.tenantId, '2026-03-01T19:30:00.000Z');
    become('synced');
    await clock.advance(5 * hour);
    expect(await old.state()).toBe('active');
    await clock.advance(hour);
    expect(await old.state()).toBe('revoked');
  });

  it('revokes one whose time is up, offline too', async () => {
    const { replaced, clock, become, state } = setUp();
    const old = await replaced(null);
    become('offline');
    await clock.advance(25 * hour);
    expect(await old.state()).toBe('revoked');
    expect(state.snapshot().revokedKeys.has(old.id)).toBe(true);
  });

  it('does it when told to where it does not watch', async () => {
    const { replaced, clock, keeper } = setUp(false);
    const old = await replaced();
    await clock.advance(7 * hour);
    expect(await old.state()).toBe('active');
    expect(await keeper.endDue()).toBe(1);
    expect(await old.state()).toBe('revoked');
  });

  it('does nothing more once it is closed', async () => {
    const { replaced, clock, keeper } = setUp();
    const old = await replaced();
    await keeper.close();
    keeper.look();
    await clock.advance(7 * hour);
    expect(await old.state()).toBe('active');
  });
});
