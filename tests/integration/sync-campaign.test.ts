import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playHistory, type HistoryContext, type HistoryKind } from '../campaign/history.ts';
import { playDevices } from '../campaign/sync-devices.ts';
import { createSyncModel, type Said } from '../campaign/sync-model.ts';
import { playNetwork } from '../campaign/sync-network.ts';
import { type FinalTenant, verdict } from '../campaign/sync-verdict.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { findCouchDb, startCouchDb } from '../support/couchdb-server.ts';

/** The short form of `npm run campaign -- sync`. Histories empty their server, so it is one of their own. */
describe('random histories of sync', () => {
  let server: CouchDbServer;
  beforeAll(async () => {
    server = await startCouchDb(await findCouchDb({ PATH: process.env['PATH'] }));
  });
  afterAll(async () => {
    await server.stop();
  });

  async function violationsOf(
    kind: HistoryKind,
    seed: number,
    play: (context: HistoryContext) => Promise<void>,
  ): Promise<readonly string[]> {
    const { violations, steps } = await playHistory(kind, seed, server, play);
    return violations.length === 0 ? [] : [...steps, ...violations];
  }

  it('three that were offline, killed, copied and put back: nothing is lost (seed 1)', async () => {
    const three = (context: HistoryContext) => playDevices(context, 3);
    expect(await violationsOf('devices', 1, three)).toEqual([]);
  });

  it('two over a network that does everything: they converge (seed 1)', async () => {
    expect(await violationsOf('network', 1, playNetwork)).toEqual([]);
  });
});

describe('the model of a history', () => {
  const tenantId = 'x';
  const final: FinalTenant = {
    text: {
      name: 'first',
      description: '',
      ownerEmail: '',
      'configuration/a': '',
      'configuration/b': '',
    },
    withdrawn: {
      enabled: false,
      archived: false,
      deleted: false,
      readOnly: false,
      overQuota: false,
    },
    generation: 1,
    epoch: 1,
    leaves: [],
    asks: null,
    rotatedAt: null,
  };
  const text = (value: string, ...over: string[]): Said => ({
    kind: 'text',
    field: 'name',
    value,
    over,
  });

  /** Two devices that were together when the tenant was made, and are apart since. */
  function apart() {
    const model = createSyncModel();
    model.joins('anna', true);
    model.joins('berta', true);
    const say = (device: string, ...said: Said[]) =>
      model.acknowledged(device, { tenantId, what: 'edit', said });
    say('anna', text('first'));
    model.online('anna', false);
    model.online('berta', false);
    const wrong = (now: Partial<FinalTenant>) =>
      verdict(model.operations(), {
        tenants: new Map([[tenantId, { ...final, ...now }]]),
        keys: new Set(),
        revokedKeys: new Set(),
      }).map((problem) => problem.wrong);
    return { model, say, wrong };
  }
  const named = (name: string) => ({ ...final.text, name });

  it('misses an edit that nobody saw and nobody is asked about', () => {
    const { say, wrong } = apart();
    say('anna', text('a', 'first'));
    say('berta', text('b', 'first'));
    expect(wrong({ text: named('a') }).join()).toContain('b is lost');
    const sides = { text: named('a'), leaves: ['{"name":"a"}', '{"name":"b"}'] };
    expect(wrong({ ...sides, asks: ['/readOnly'] }).join()).toContain('b and a are not asked');
    expect(wrong({ ...sides, asks: ['/name'] })).toEqual([]);
  });

  it('takes as overwritten what was seen, however long before', () => {
    const { say, wrong } = apart();
    say('anna', text('a', 'first'));
    say('anna', text('c', 'a'));
    expect(wrong({ text: named('c') })).toEqual([]);
    expect(wrong({ text: named('a') }).join()).toContain('c is lost');
  });

  it('misses a withdrawal that nobody took back knowing of it, and a counter that fell', () => {
    const { say, wrong } = apart();
    const enabled = (withdrawn: boolean): Said => ({ kind: 'access', field: 'enabled', withdrawn });
    say('anna', enabled(true), { kind: 'counters', generation: 2, epoch: 2 });
    say('berta', enabled(false));
    expect(wrong({ generation: 2, epoch: 2 }).join()).toContain('nobody gave it back');
    expect(wrong({ withdrawn: { ...final.withdrawn, enabled: true } }).join()).toContain('became');
    say('anna', enabled(false));
    expect(wrong({ generation: 2, epoch: 2 })).toEqual([]);
  });

  it('forgives what only a device had that was put back to an older copy', () => {
    const { model, say, wrong } = apart();
    model.copied('anna', 'anna before');
    say('anna', text('a', 'first'));
    model.leaves('anna');
    expect(wrong({})).toEqual([]);
    say('berta', text('b', 'first'));
    model.online('berta', true);
    model.arrived('berta');
    model.leaves('berta');
    expect(wrong({}).join()).toContain('b is lost');
  });
});
