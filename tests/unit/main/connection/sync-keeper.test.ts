import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SyncStatus } from '../../../../src/shared/sync-status.ts';
import { createSyncKeeper, type SyncKeeper } from '../../../../src/main/connection/sync-keeper.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { systemClock } from '../../../support/registry-samples.ts';
import {
  json,
  startScriptedServer,
  type ScriptedServer,
} from '../../../support/scripted-server.ts';

const couchdbUuid = '0123456789abcdef0123456789abcdef';
const names = ['couch-sitter', 'couch-sitter-log'] as const;

let server: ScriptedServer;
let directory = '';
let keeper: SyncKeeper;
/** Databases that are not there. */
const missing = new Set<string>();
let told: SyncStatus[] = [];
let changed = new Set<string>();
let stores = [memoryStore(), memoryStore()] as const;

function open(): SyncKeeper {
  return createSyncKeeper({
    directory,
    stores: [
      { database: names[0], store: stores[0] },
      { database: names[1], store: stores[1] },
    ],
    clock: systemClock,
    random: Math.random,
    onStatus: (status) => told.push(status),
    onChanged: (database) => changed.add(database),
    onProblem: (error) => {
      throw error;
    },
  });
}

const start = (url = server.url) =>
  keeper.start({
    url,
    couchdbUuid,
    credentials: { username: 'operator', password: 'a password' },
  });

beforeEach(async () => {
  const kept = new Map<string, string>();
  missing.clear();
  told = [];
  changed = new Set();
  stores = [memoryStore(), memoryStore()];
  directory = await mkdtemp(join(tmpdir(), 'mycouch-keeper-'));
  server = await startScriptedServer(({ method, url, body }, response) => {
    const { pathname } = new URL(url, 'http://host');
    const [, database = '', what] = pathname.split('/');
    if (pathname === '/') {
      json(response, 200, { couchdb: 'Welcome', version: '3.5.0', uuid: couchdbUuid });
    } else if (database === '_session') {
      json(response, 200, { ok: true }, { 'set-cookie': 'AuthSession=abc; Path=/; HttpOnly' });
    } else if (missing.has(database)) {
      json(response, 404, { error: 'not_found', reason: 'Database does not exist.' });
    } else if (what === '_changes') {
      json(response, 200, { results: [], last_seq: '5-x', pending: 0 });
    } else if (what === undefined) {
      json(response, 200, { update_seq: '5-x', instance_start_time: '1' });
    } else if (method === 'PUT') {
      kept.set(pathname, body);
      json(response, 201, { ok: true });
    } else {
      const found = kept.get(pathname);
      if (found === undefined) json(response, 404, { error: 'not_found', reason: 'missing' });
      else json(response, 200, JSON.parse(found));
    }
  });
  keeper = open();
});
afterEach(async () => {
  await keeper.stop();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const states = () => keeper.overview().databases.map(({ state }) => state);

describe('several databases', () => {
  it('are each replicated, and asked for together', async () => {
    await start();
    expect(await keeper.now()).toMatchObject({ database: 'couch-sitter', state: 'synced' });
    expect(states()).toEqual(['synced', 'synced']);
    expect(new Set(told.map(({ database }) => database))).toEqual(new Set(['couch-sitter']));
    expect(changed).toEqual(new Set(names));
  });

  it.each([
    ['couch-sitter-log', ['synced', 'error']],
    ['couch-sitter', ['error', 'synced']],
  ])('do not depend on each other: without %s', async (absent, expected) => {
    missing.add(absent);
    await start();
    const status = await keeper.now();
    expect(status.state).toBe(expected[0]);
    expect(keeper.status().database).toBe('couch-sitter');
    expect(states()).toEqual(expected);
    const failed = keeper.overview().databases.find(({ state }) => state === 'error');
    expect(failed).toMatchObject({ database: absent, error: { code: 'not-found' } });
  });

  it('are not connected, and say what is remembered, before and after', async () => {
    expect(states()).toEqual(['not-connected', 'not-connected']);
    await start();
    const { agreement } = await keeper.now();
    await keeper.stop();
    expect(states()).toEqual(['not-connected', 'not-connected']);
    keeper = open();
    await keeper.recall(couchdbUuid);
    expect(keeper.status()).toMatchObject({ state: 'not-connected', agreement, waitingOut: 0 });
    // Another server's is not its.
    keeper = open();
    await keeper.recall('fedcba9876543210fedcba9876543210');
    expect(keeper.status().agreement).toBeNull();
  });

  it('begin again where both sides were marked, at a changed address of the same server too', async () => {
    await start();
    await keeper.now();
    await keeper.stop();
    const puts = () => server.seen.filter(({ method }) => method === 'PUT').length;
    const before = puts();
    await start(server.url.replace('127.0.0.1', 'localhost'));
    expect(await keeper.now()).toMatchObject({ state: 'synced' });
    // One for each database, at its agreement; a start from nothing makes another before that.
    expect(puts() - before).toBe(2);
    expect(stores[0].replications()).toBe(2);
  });
});

describe('what has been', () => {
  it('is kept on this device, for its server, across starts', async () => {
    await start();
    await keeper.now();
    await keeper.stop();
    const before = keeper.overview().history;
    expect(before.map(({ database }) => database)).toEqual(expect.arrayContaining([...names]));
    expect(before.filter(({ until }) => until === null)).toHaveLength(2);
    expect(before.at(-1)?.state).toBe('not-connected');

    keeper = open();
    await keeper.recall(couchdbUuid);
    const kept = keeper.overview().history;
    expect(kept.map(({ from, state }) => [from, state])).toEqual(
      before.map(({ from, state }) => [from, state]),
    );
    await start();
    await keeper.now();
    const { history } = keeper.overview();
    expect(history.length).toBeGreaterThan(kept.length);
    for (const name of names) {
      const own = history.filter(({ database }) => database === name);
      expect(own.at(-1)).toMatchObject({ state: 'synced', until: null });
      for (const [index, { until }] of own.entries()) {
        expect(until).toBe(own[index + 1]?.from ?? null);
      }
    }
  });
});
