import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServerRefusedError, ServerWrongPasswordError } from '../../../../src/couch/errors.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';
import type { SyncStatus } from '../../../../src/shared/sync-status.ts';
import type { Sync } from '../../../../src/main/sync/sync.ts';
import { settled } from '../../../support/manual-clock.ts';
import { SyncScene } from '../../../support/sync-scene.ts';

const failure = { method: 'GET', path: '/', status: null, error: null, reason: null };
const refused = () => new ServerRefusedError(failure, { message: 'refused', remedy: '' });
const wrongPassword = () =>
  new ServerWrongPasswordError(failure, { message: 'wrong password', remedy: 'connect again' });

let scene: SyncScene;
let sync: Sync;
beforeEach(() => {
  scene = new SyncScene();
});
afterEach(async () => {
  await sync.stop();
});

describe('agreement', () => {
  it('is said only once both directions have caught up and both sides were asked', async () => {
    sync = scene.start();
    await settled();
    expect(sync.status()).toMatchObject({ state: 'syncing', agreement: null });
    scene.tell({ direction: 'push', kind: 'caught-up', lastSeq: 5 });
    await scene.clock.advance(5000);
    expect(sync.status().state).toBe('syncing');
    scene.tell({ direction: 'pull', kind: 'caught-up', lastSeq: '7' });
    await settled();
    expect(sync.status()).toMatchObject({
      state: 'synced',
      waitingIn: 0,
      waitingOut: 0,
      agreement: { localSeq: 5, remoteSeq: '7' },
    });
    expect(scene.mark()).toMatchObject({ pushedSeq: 5, pulledSeq: '7' });
  });

  it('is not said while something waits on either side', async () => {
    sync = scene.start();
    await settled();
    scene.localSeq = 6;
    scene.remoteSeq = 10;
    scene.tell({ direction: 'push', kind: 'progress', lastSeq: 5 });
    scene.tell({ direction: 'push', kind: 'caught-up', lastSeq: 5 });
    scene.tell({ direction: 'pull', kind: 'caught-up', lastSeq: '8' });
    await settled();
    expect(sync.status()).toMatchObject({ state: 'syncing', waitingOut: 1, waitingIn: 2 });
    await scene.catchUp();
    expect(sync.status().state).toBe('synced');
  });

  it('ends with a change here and with a change there, until it was checked again', async () => {
    sync = scene.start();
    await scene.catchUp();
    scene.localSeq = 6;
    scene.changed();
    expect(sync.status().state).toBe('syncing');
    await scene.clock.advance(1000);
    expect(sync.status()).toMatchObject({ state: 'syncing', waitingOut: 1 });
    await scene.catchUp();
    expect(sync.status()).toMatchObject({ state: 'synced', agreement: { localSeq: 6 } });

    scene.tell({ direction: 'pull', kind: 'active', lastSeq: '7' });
    scene.tell({ direction: 'pull', kind: 'progress', lastSeq: '8' });
    expect(sync.status().state).toBe('syncing');
  });

  it('is not disturbed by the lease, which is renewed all the time', async () => {
    sync = scene.start();
    await scene.catchUp();
    const [told, asked] = [scene.statuses.length, scene.requests];
    scene.remoteSeq = 8;
    scene.remoteId = 'lease';
    scene.tell({ direction: 'pull', kind: 'active' });
    scene.localSeq = 6;
    scene.changed({ onlyLease: true });
    scene.tell({ direction: 'pull', kind: 'progress', lastSeq: '8', onlyLease: true });
    scene.tell({ direction: 'pull', kind: 'caught-up', lastSeq: '8' });
    await settled();
    expect(sync.status().state).toBe('synced');
    expect(scene.statuses).toHaveLength(told);
    expect(scene.requests).toBe(asked);
  });

  it('does not wait for the lease to come in', async () => {
    sync = scene.start();
    await scene.catchUp();
    scene.remoteSeq = 8;
    scene.remoteId = 'lease';
    expect(await sync.now()).toMatchObject({ state: 'synced', agreement: { remoteSeq: '8' } });
  });

  it('is answered only from what the server said after somebody asked', async () => {
    sync = scene.start();
    await scene.catchUp();
    let open = (): void => undefined;
    scene.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = sync.now();
    await settled();
    // The first question is on its way when another console writes to the server.
    scene.remoteSeq = 9;
    let answered: SyncStatus | null = null;
    const second = sync.now().then((status) => (answered = status));
    open();
    expect(await first).toMatchObject({ state: 'synced', agreement: { remoteSeq: '7' } });
    await settled();
    expect(answered).toBeNull();
    await scene.catchUp();
    expect(await second).toMatchObject({ state: 'synced', agreement: { remoteSeq: '9' } });
  });

  it('is doubted from time to time: a feed that died in silence is found and begun anew', async () => {
    sync = scene.start();
    await scene.catchUp();
    expect(scene.replications).toBe(1);
    scene.remoteSeq = 9;
    await scene.clock.advance(21_000);
    expect(sync.status()).toMatchObject({ state: 'syncing', waitingIn: 2 });
    await scene.clock.advance(30_000);
    expect(scene.replications).toBe(2);
    await scene.catchUp();
    expect(sync.status().state).toBe('synced');
  });

  it('is not said where one side refused a document', async () => {
    sync = scene.start();
    await settled();
    scene.tell({ direction: 'push', kind: 'refused', error: new Error('forbidden') });
    await scene.catchUp();
    expect(sync.status()).toMatchObject({
      state: 'error',
      refusedWrites: 1,
      error: { code: 'server-forbidden' },
    });
  });
});

describe('failure', () => {
  it('is offline while nothing answers, tried again with growing pauses, and healed', async () => {
    scene.trouble = refused;
    sync = scene.start();
    await settled();
    expect(sync.status()).toMatchObject({
      state: 'offline',
      error: { code: 'server-refused' },
      retryAt: '2026-03-01T12:00:01.000Z',
    });
    await scene.clock.advance(1000);
    expect(sync.status().retryAt).toBe('2026-03-01T12:00:03.000Z');
    await scene.clock.advance(10 * 60_000);
    const { requests } = scene;
    await scene.clock.advance(10 * 60_000);
    // Once a minute at the longest.
    expect(scene.requests - requests).toBe(10);
    scene.trouble = null;
    await scene.clock.advance(60_000);
    await scene.catchUp();
    expect(sync.status()).toMatchObject({ state: 'synced', error: null, retryAt: null });
  });

  it('counts what waits to go out while the server is away', async () => {
    sync = scene.start();
    await scene.catchUp();
    scene.trouble = refused;
    scene.breakOff(new Error('the feed broke'));
    await settled();
    expect(sync.status()).toMatchObject({ state: 'offline', waitingOut: 0, waitingIn: null });
    scene.localSeq = 8;
    scene.changed();
    await settled();
    expect(sync.status()).toMatchObject({ state: 'offline', waitingOut: 3 });
  });

  it('knows what waits from the last time, before the server ever answered', async () => {
    sync = scene.start();
    await scene.catchUp();
    const { agreement } = sync.status();
    await sync.stop();
    scene.localSeq = 7;
    scene.trouble = refused;
    sync = scene.start();
    await settled();
    expect(sync.status()).toMatchObject({ state: 'offline', waitingOut: 2, agreement });
  });

  it('with a wrong password is shown and not repeated by itself, whatever hints come', async () => {
    scene.trouble = wrongPassword;
    sync = scene.start();
    await settled();
    expect(sync.status()).toMatchObject({
      state: 'error',
      error: { code: 'server-wrong-password', remedy: 'connect again' },
      retryAt: null,
    });
    const { requests } = scene;
    sync.online();
    await scene.clock.advance(60 * 60_000);
    expect(scene.requests).toBe(requests);
    scene.trouble = null;
    const asked = sync.now();
    await scene.catchUp();
    expect((await asked).state).toBe('synced');
  });

  it('of a replication whose cause nobody told is looked up on the server', async () => {
    sync = scene.start();
    await scene.catchUp();
    scene.breakOff(new Error('something'));
    await settled();
    expect(sync.status()).toMatchObject({ state: 'error', error: { code: 'server-failed' } });
    await scene.clock.advance(1000);
    await scene.catchUp();
    expect(sync.status().state).toBe('synced');
  });

  it('ends with a hint that the network is back', async () => {
    scene.trouble = refused;
    sync = scene.start();
    await scene.clock.advance(10 * 60_000);
    scene.trouble = null;
    sync.online();
    await scene.catchUp();
    expect(sync.status().state).toBe('synced');
  });

  it('of the other kind, such as a full disk here, is an error and no lost network', async () => {
    scene.trouble = () => new ConsoleError('disk-full', 'full');
    sync = scene.start();
    await settled();
    expect(sync.status()).toMatchObject({ state: 'error', error: { code: 'disk-full' } });
  });
});

describe('now', () => {
  it('answers the failure instead of waiting for the next attempt', async () => {
    scene.trouble = refused;
    sync = scene.start();
    await settled();
    expect((await sync.now()).state).toBe('offline');
  });

  it('answers when stopped meanwhile', async () => {
    sync = scene.start();
    await settled();
    const asked = sync.now();
    await sync.stop();
    expect((await asked).state).toBe('syncing');
  });
});
