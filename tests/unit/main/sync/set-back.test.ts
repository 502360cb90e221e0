import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerRefusedError } from '../../../../src/couch/errors.ts';
import type { Sync } from '../../../../src/main/sync/sync.ts';
import { settled } from '../../../support/manual-clock.ts';
import { SyncScene } from '../../../support/sync-scene.ts';

const failure = { method: 'GET', path: '/', status: null, error: null, reason: null };
const refused = () => new ServerRefusedError(failure, { message: 'refused', remedy: '' });

let scene: SyncScene;
let sync: Sync;
beforeEach(() => {
  scene = new SyncScene();
});
afterEach(async () => {
  await sync.stop();
});

async function agreed(): Promise<void> {
  sync = scene.start();
  await scene.catchUp();
  expect(sync.status().state).toBe('synced');
}

describe('a server that lost its mark', () => {
  it('is believed nothing of before: all is compared from the beginning, and it is said', async () => {
    await agreed();
    const before = new Map(scene.kept);
    scene.localSeq = 9;
    scene.remoteSeq = 11;
    scene.changed();
    await scene.catchUp();
    expect(scene.mark()).toMatchObject({ pushedSeq: 9, pulledSeq: '11' });

    // Put back, and overtaken by others since: its sequence alone shows nothing.
    scene.kept = before;
    scene.remoteSeq = 12;
    scene.tell({ direction: 'pull', kind: 'progress', lastSeq: '12' });
    scene.tell({ direction: 'pull', kind: 'caught-up', lastSeq: '12' });
    await settled();
    expect(scene.from).toEqual({ push: 0, pull: 0 });
    expect(sync.status()).toMatchObject({
      state: 'syncing',
      agreement: null,
      error: { code: 'server-restored', details: { why: 'restored' } },
    });
    expect(scene.setBacks).toHaveLength(1);
    await scene.catchUp();
    expect(sync.status()).toMatchObject({ state: 'synced', error: null });
  });

  it('is told apart from a database that was made anew', async () => {
    await agreed();
    await sync.stop();
    scene.kept.clear();
    scene.instance = '2';
    await agreed();
    expect(scene.setBacks).toMatchObject([{ details: { why: 'created-anew' } }]);
  });

  it('still says so after a failure in the midst of mending', async () => {
    await agreed();
    await sync.stop();
    scene.kept.clear();
    sync = scene.start();
    await settled();
    scene.trouble = refused;
    scene.breakOff(new Error('the feed broke'));
    await settled();
    expect(sync.status()).toMatchObject({ state: 'offline', error: { code: 'server-refused' } });
    scene.trouble = null;
    await scene.clock.advance(1000);
    expect(sync.status()).toMatchObject({ state: 'syncing', error: { code: 'server-restored' } });
    expect(scene.setBacks).toHaveLength(1);
  });

  it('that has come less far than before, with its mark, is compared again with growing pauses', async () => {
    await agreed();
    scene.remoteSeq = 3;
    const { replications } = scene;
    await scene.clock.advance(21_000);
    expect(
      scene.statuses.some(
        ({ state, error }) => state === 'error' && error?.code === 'server-failed',
      ),
    ).toBe(true);
    await scene.clock.advance(60 * 60_000);
    expect(sync.status().state).not.toBe('synced');
    expect(scene.replications - replications).toBeLessThan(80);
  });
});

describe('a start', () => {
  it('begins at the mark that both sides have, not at what was last seen', async () => {
    await agreed();
    scene.tell({ direction: 'push', kind: 'progress', lastSeq: 8 });
    scene.localSeq = 8;
    await sync.stop();
    sync = scene.start();
    await settled();
    expect(scene.from).toEqual({ push: 5, pull: '7' });
  });

  it('sends again what was refused, as soon as somebody asks', async () => {
    sync = scene.start();
    await settled();
    scene.tell({ direction: 'push', kind: 'refused', error: new Error('forbidden') });
    await scene.catchUp();
    expect(sync.status()).toMatchObject({ state: 'error', refusedWrites: 1 });
    expect(scene.mark()).toMatchObject({ pushedSeq: 0 });
    const asked = sync.now();
    await scene.catchUp();
    expect(scene.from).toEqual({ push: 0, pull: 0 });
    expect(await asked).toMatchObject({ state: 'synced', refusedWrites: 0 });
  });
});

describe('a first pull', () => {
  it('is shown while it runs, tried again where it fails, and the feed goes on after it', async () => {
    let attempts = 0;
    scene.firstPull = (_target, { onProgress }) => {
      attempts += 1;
      onProgress({ total: 100, received: attempts * 50 });
      if (attempts === 1) return Promise.reject(refused());
      return Promise.resolve({ lastSeq: '6', received: 50 });
    };
    sync = scene.start();
    await settled();
    expect(scene.replications).toBe(0);
    expect(sync.status()).toMatchObject({ state: 'offline', firstSync: null });
    await scene.clock.advance(1000);
    expect(scene.from).toEqual({ push: 0, pull: '6' });
    expect(scene.statuses.map(({ firstSync }) => firstSync?.received ?? null)).toEqual(
      expect.arrayContaining([50, 100]),
    );
    await scene.catchUp();
    expect(sync.status()).toMatchObject({ state: 'synced', firstSync: null, pulled: 50 });
    // Not a second time.
    await sync.stop();
    await agreed();
    expect(attempts).toBe(2);
  });

  it('where it is not needed is none', async () => {
    scene.firstPull = () => Promise.resolve(null);
    await agreed();
    expect(scene.from).toEqual({ push: 0, pull: 0 });
  });
});

describe('a clock that is set', () => {
  const year = 365 * 24 * 60 * 60_000;

  it('neither makes attempts in a row nor shows the next one where it is not', async () => {
    scene.trouble = refused;
    sync = scene.start();
    await scene.clock.advance(10 * 60_000);
    for (const jump of [year, -2 * year]) {
      const { requests } = scene;
      scene.clock.set(jump);
      const now = scene.clock.now().getTime();
      const shown = Date.parse(sync.status().retryAt ?? '');
      expect(shown).toBeGreaterThanOrEqual(now);
      expect(shown).toBeLessThanOrEqual(now + 60_000);
      await scene.clock.advance(5 * 60_000);
      expect(scene.requests - requests).toBe(5);
    }
  });

  it('does not keep agreements from following each other', async () => {
    await agreed();
    const first = sync.status().agreement;
    scene.clock.set(-year);
    scene.localSeq = 6;
    scene.changed();
    await scene.catchUp();
    const second = sync.status().agreement;
    expect(second?.localSeq).toBeGreaterThan(first?.localSeq ?? 0);
    expect(second?.at).toBe(scene.clock.now().toISOString());
    // Nor does a stalled replication go unnoticed.
    const { replications } = scene;
    scene.remoteSeq = 9;
    await scene.clock.advance(60_000);
    expect(scene.replications).toBe(replications + 1);
  });
});
