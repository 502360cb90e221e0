import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { playAppliers } from '../campaign/appliers.ts';
import { playDamage } from '../campaign/damage.ts';
import { playFaults } from '../campaign/faults.ts';
import { playHistory, type HistoryContext, type HistoryKind } from '../campaign/history.ts';
import { playKills } from '../campaign/kills.ts';
import type { CouchDbServer } from '../support/couchdb-address.ts';
import { rawClient, type RawClient } from '../support/couchdb-client.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';
import { buildProgram, type BuiltProgram } from '../support/run-program.ts';

/** The short form of `npm run campaign`, which plays the same from other seeds and many more of them. */
let server: CouchDbServer;
let worker: BuiltProgram;
let admin: RawClient;

beforeAll(async () => {
  // Histories empty their server, so it is never one that others use.
  server = await startOwnCouchDb();
  admin = rawClient(server, server);
  worker = await buildProgram('campaign-worker');
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

describe('random histories of the applier', () => {
  it.each([1])('killed at any moment: nothing is lost, open or half (seed %i)', async (seed) => {
    const options = { worker: worker.path, kills: 2, cutTail: false };
    expect(await violationsOf('kills', seed, (context) => playKills(context, options))).toEqual([]);
  });

  it('killed with the end of its store cut off: it heals (seed 3)', async () => {
    const options = { worker: worker.path, kills: 2, cutTail: true };
    expect(await violationsOf('kills', 3, (context) => playKills(context, options))).toEqual([]);
  });

  it.each([1])('over a network that does everything: it converges (seed %i)', async (seed) => {
    expect(await violationsOf('faults', seed, playFaults)).toEqual([]);
  });

  it.each([1])('after damage by hand: named rightly, then healed (seed %i)', async (seed) => {
    expect(await violationsOf('damage', seed, playDamage)).toEqual([]);
  });

  it.each([1])('three at once, one of them slept: it undoes nothing (seed %i)', async (seed) => {
    expect(await violationsOf('appliers', seed, playAppliers)).toEqual([]);
  });
});

describe('the watcher of a history', () => {
  const closed = (generation: number, state = 'active') => ({
    admins: { names: [], roles: ['_admin'] },
    members: { names: [], roles: ['t:x:1'] },
    mycouch: { tenant: 'x', generation, state, readOnly: false, tenantFields: ['tenant_id'] },
  });
  const database = '/shop_seen_sales';

  async function seen(acts: (context: HistoryContext) => Promise<void>) {
    const { violations } = await playHistory('damage', 1, server, async (context) => {
      await admin('PUT', database);
      await admin('PUT', `${database}/_security`, closed(5));
      await looked(context);
      await acts(context);
      await looked(context);
    });
    return violations;
  }

  /** Resolves after the watcher began and ended another look. */
  async function looked({ watcher }: HistoryContext): Promise<void> {
    const enough = watcher.looks() + 4;
    await expect.poll(() => watcher.looks(), { timeout: 30_000 }).toBeGreaterThan(enough);
  }

  it('sees a database that is public, for a moment or for good', async () => {
    const open = { ...closed(5), members: { names: [], roles: [] } };
    const violations = await seen(async () => {
      await admin('PUT', `${database}/_security`, open);
    });
    expect(violations.join()).toContain('was public');
  });

  it('sees a generation that falls, a marker that goes and access that comes back', async () => {
    expect(
      (
        await seen(() => admin('PUT', `${database}/_security`, closed(4)).then(() => undefined))
      ).join(),
    ).toContain('back to 4');
    const { members, admins } = closed(5);
    const unmarked = await seen(async () => {
      await admin('PUT', `${database}/_security`, { members, admins });
    });
    expect(unmarked.join()).toContain('lost its marker');
    const revived = await seen(async (context) => {
      await admin('PUT', `${database}/_security`, closed(6, 'suspended'));
      context.watcher.withdrawn('x');
      await looked(context);
      await admin('PUT', `${database}/_security`, closed(7));
    });
    expect(revived.join()).toContain('was given back its access');
  });

  it('sees that something was touched which nobody manages', async () => {
    const violations = await seen(async () => {
      const { body } = await admin('GET', '/accounting/_security');
      await admin('PUT', '/accounting/_security', z.looseObject({}).parse(body));
    });
    expect(violations.join()).toContain('accounting, which nobody manages');
  });
});
