import { describe, expect, it } from 'vitest';
import { createConflictKeeper } from '../../../../src/main/console/conflict-keeper.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';
import type { SyncState } from '../../../../src/shared/sync-status.ts';
import { conflictRegistry } from '../../../support/conflict-registry.ts';
import { manualClock, settled } from '../../../support/manual-clock.ts';

function setUp(more: { readonly watch?: boolean; readonly may?: boolean } = {}) {
  const clock = manualClock();
  const fake = conflictRegistry();
  const told: number[] = [];
  const problems: unknown[] = [];
  let sync: SyncState = 'synced';
  const keeper = createConflictKeeper({
    registry: fake.registry,
    syncStatus: () => ({
      database: 'couch-sitter',
      state: sync,
      since: '2026-03-01T12:00:00.000Z',
      waitingOut: null,
      waitingIn: null,
      firstSync: null,
      pushed: 0,
      pulled: 0,
      agreement: null,
      refusedWrites: 0,
      error: null,
      retryAt: null,
    }),
    clock,
    mayMerge: () => more.may ?? true,
    watch: more.watch ?? true,
    onChange: (open) => {
      told.push(open);
    },
    onProblem: (error) => {
      problems.push(error);
    },
  });
  return {
    ...fake,
    fake,
    keeper,
    clock,
    told,
    problems,
    asks: (key: string) => fake.meet(key, { name: `A ${key}` }, { name: `B ${key}` }),
    merges: (key: string) => fake.meet(key, { name: `A ${key}` }, { description: 'B' }),
    is: (state: SyncState) => {
      sync = state;
    },
  };
}

describe('what keeps conflicts (S3)', () => {
  it('gathers what arrives for a moment, then merges what asks nobody and tells how many are left', async () => {
    const { keeper, clock, asks, merges, writes, told } = setUp();
    merges('a');
    keeper.look();
    await clock.advance(200);
    merges('b');
    asks('c');
    keeper.look();
    expect(writes).toEqual([]);
    await clock.advance(100);
    expect(writes).toEqual([2]);
    expect(told).toEqual([1]);
    expect(keeper.mergedQuietly()).toBe(2);
  });

  it('tells the same once, and looks once at what asks until its sides change', async () => {
    const { keeper, clock, asks, move, reads, told } = setUp();
    const id = asks('a');
    for (let round = 0; round < 3; round += 1) {
      keeper.look();
      await clock.advance(300);
    }
    expect(told).toEqual([1]);
    expect(reads).toEqual([id]);
    move(id);
    keeper.look();
    await clock.advance(300);
    expect(reads).toEqual([id, id]);
    expect(told).toEqual([1, 1]);
  });

  it('does not try in one go again what turned out to have moved', async () => {
    const { keeper, fake, merges, writes, clock } = setUp();
    const id = merges('a');
    const { read } = fake.registry.conflicts;
    fake.registry.conflicts.read = async (ids) => {
      const found = await read(ids);
      fake.registry.conflicts.read = read;
      fake.meet('a-moved', {}, {});
      fake.end(id);
      return found;
    };
    expect(await keeper.mergeNow()).toBe(1);
    expect(writes).toEqual([0, 1]);
    await clock.advance(1000);
    expect(writes).toEqual([0, 1]);
  });

  it('leaves to a person what is refused, writes the others, and does not try it for ever', async () => {
    const { keeper, fake, merges, asks, writes, told, clock } = setUp();
    const ids = ['a', 'b', 'c'].map(merges);
    const [, bad = ''] = ids;
    let tries = 0;
    fake.beforeWrite = (going) => {
      if (!going.includes(bad)) return;
      tries += 1;
      throw new ConsoleError('invalid-input', 'Not whole.');
    };
    expect(await keeper.mergeNow()).toBe(2);
    expect(writes).toEqual([1, 1]);
    expect(tries).toBe(2);
    asks('d');
    for (let round = 0; round < 3; round += 1) {
      keeper.look();
      await clock.advance(300);
    }
    expect(tries).toBe(2);
    expect(told).toEqual([1, 2]);
  });

  it('says that the registry cannot be written, and tries again when something changes', async () => {
    const { keeper, fake, merges, clock, problems, told, writes } = setUp();
    merges('a');
    fake.beforeWrite = () => {
      throw new ConsoleError('disk-full', 'Full.');
    };
    keeper.look();
    await clock.advance(300);
    expect(problems).toHaveLength(1);
    expect(told).toEqual([1]);
    fake.beforeWrite = () => undefined;
    keeper.look();
    await clock.advance(300);
    expect(writes).toEqual([1]);
    expect(told).toEqual([1, 0]);
  });

  it('merges many in pieces and tells meanwhile how many are left', async () => {
    const { keeper, merges, writes, told } = setUp();
    for (let number = 0; number < 700; number += 1) merges(`t-${String(number)}`);
    expect(await keeper.mergeNow()).toBe(700);
    expect(Math.max(...writes)).toBeLessThanOrEqual(100);
    expect(told).toEqual([200, 0]);
    expect(keeper.mergedQuietly()).toBe(700);
  });

  it('waits for a sync in progress, telling what is there, but not for ever', async () => {
    const { keeper, clock, merges, writes, told, is } = setUp();
    is('syncing');
    merges('a');
    keeper.look();
    await clock.advance(5000);
    expect(writes).toEqual([]);
    expect(told).toEqual([1]);
    await clock.advance(6000);
    expect(writes).toEqual([1]);
    merges('b');
    keeper.look();
    await clock.advance(900);
    expect(writes).toEqual([1]);
    is('synced');
    await clock.advance(300);
    expect(writes).toEqual([1, 1]);
  });

  it('merges nothing where it may not, and still tells', async () => {
    const { keeper, clock, merges, writes, told } = setUp({ may: false });
    merges('a');
    keeper.look();
    await clock.advance(300);
    expect([writes, told]).toEqual([[], [1]]);
  });

  it('looks by itself only where it watches, and stops when it is closed', async () => {
    const idle = setUp({ watch: false });
    idle.merges('a');
    idle.keeper.look();
    await idle.clock.advance(1000);
    expect(idle.writes).toEqual([]);
    expect(await idle.keeper.mergeNow()).toBe(1);

    const { keeper, clock, fake, merges, writes } = setUp();
    for (let number = 0; number < 120; number += 1) merges(`t-${String(number)}`);
    fake.beforeWrite = () => {
      void keeper.close();
    };
    keeper.look();
    await clock.advance(300);
    await settled();
    expect(writes).toEqual([100]);
    keeper.look();
    await clock.advance(1000);
    expect(writes).toEqual([100]);
  });
});
