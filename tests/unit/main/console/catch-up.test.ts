import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CatchUpState } from '../../../../src/shared/bridge/catch-up-views.ts';
import type { DriftRow } from '../../../../src/shared/bridge/drift-views.ts';
import { emptyStatus } from '../../../../src/main/sync/status-board.ts';
import { openCatchUp, type CatchUpKeeper } from '../../../../src/main/console/catch-up.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { tenantDocumentId, type Tenant } from '../../../../src/shared/documents/tenant.ts';
import { registryDatabase } from '../../../../src/shared/naming.ts';
import { readEntry } from '../../../../src/shared/registry/entry.ts';
import type { IndexState } from '../../../../src/main/registry/index-state.ts';
import { manualClock, type ManualClock } from '../../../support/manual-clock.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';

const uuid = 'a'.repeat(32);
const hour = 3_600_000;
const found: Omit<DriftRow, 'since'> = {
  id: 'access-added shop_oak_products',
  kind: 'access-added',
  tenantId: null,
  tenantKey: 'oak',
  subject: 'shop_oak_products',
  detail: 'role bookkeeping',
  corrections: [],
  adoptable: true,
  alarm: false,
};

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let clock: ManualClock;
let state: IndexState;
let bodies: Map<string, Tenant>;
let leaves: Map<string, readonly string[]>;
let onServer: readonly DriftRow[];
let told: CatchUpState[];
let keeper: CatchUpKeeper;
let oak: string;

async function open(): Promise<CatchUpKeeper> {
  return openCatchUp({
    directory: directory.path,
    registry: {
      snapshot: () => state.snapshot(),
      owner: () => uuid,
      onChange: () => () => true,
      bodyAt: (id, rev) => Promise.resolve(bodies.get(`${id} ${rev}`) ?? null),
      conflicts: { all: () => leaves, winner: () => null },
    },
    sweep: () => Promise.resolve({ findings: onServer, sweptAt: clock.now().toISOString() }),
    clock,
    onChange: (next) => told.push(next),
    onProblem: (error) => {
      throw error;
    },
  });
}

beforeEach(async () => {
  directory = await temporaryDirectory('catch-up');
  clock = manualClock();
  state = sampleState();
  bodies = new Map();
  leaves = new Map();
  onServer = [];
  told = [];
  const input = sampleTenant('oak');
  oak = tenantDocumentId(input.tenantId);
  store(state, createTenant(input)(state.snapshot(), sampleContext));
  edit({});
  keeper = await open();
  synced();
});
afterEach(async () => {
  await keeper.close();
  await directory.remove();
});

let edits = 0;
/** A new revision of the tenant, whoever wrote it. */
function edit(change: Partial<Tenant>): string {
  const entry = state.entries().get(oak);
  if (entry?.kind !== 'document' || entry.document.type !== 'tenant') throw new Error('no tenant');
  edits += 1;
  const rev = `${String(edits)}-e`;
  const body = { ...entry.document, ...change, _rev: rev };
  bodies.set(`${oak} ${rev}`, body);
  state.put(oak, readEntry(oak, rev, body), []);
  return rev;
}

function status(now: 'synced' | 'offline'): void {
  const at = clock.now().toISOString();
  const agreement = now === 'synced' ? { at, localSeq: 1, remoteSeq: '1' } : null;
  keeper.noteStatus({ ...emptyStatus(registryDatabase, at), state: now, agreement });
}
const synced = () => {
  status('synced');
};
async function offlineFor(milliseconds: number): Promise<void> {
  await clock.advance(1000);
  status('offline');
  await clock.advance(milliseconds);
}

/** What waits to be looked at, once nothing is being worked out any more. */
async function current() {
  await keeper.requireLookedAt('apply').catch(() => undefined);
  return keeper.state().current;
}

describe('coming back', () => {
  it('bothers nobody at the first agreement, nor while connected, nor with nothing but own edits', async () => {
    edit({ name: 'By others, while connected' });
    await clock.advance(1000);
    synced();
    expect(await current()).toBeNull();
    await offlineFor(5000);
    keeper.wrote(new Map([[oak, edit({ name: 'Mine' })]]));
    synced();
    expect(await current()).toBeNull();
    expect(told).toEqual([]);
  });

  it('shows what others did after a long absence, and after a short one with edits', async () => {
    await offlineFor(1000);
    edit({ name: 'Theirs' });
    synced();
    expect(await current()).toBeNull();

    await offlineFor(2 * hour);
    edit({ name: 'Theirs again', updatedBy: 'olga' });
    synced();
    expect(await current()).toMatchObject({
      mine: [],
      theirs: [{ documentId: oak, what: 'changed', fields: ['name'], by: 'olga' }],
      conflicts: 0,
    });
  });

  it('refuses to apply until it was looked at, but for an agent, or where told not to ask', async () => {
    await offlineFor(2 * hour);
    edit({ name: 'Theirs' });
    synced();
    await expect(keeper.requireLookedAt('apply')).rejects.toMatchObject({
      code: 'confirmation-needed',
      details: { because: 'catch-up', theirs: 1 },
    });
    await keeper.requireLookedAt('agent');
    await keeper.setAsking(false);
    await keeper.requireLookedAt('apply');
    await keeper.setAsking(true);
    const since = keeper.state().current?.since ?? '';
    await keeper.acknowledge('2020-01-01T00:00:00.000Z');
    expect(keeper.state().current).not.toBeNull();
    await keeper.acknowledge(since);
    await keeper.requireLookedAt('apply');
    expect(told.at(-1)).toEqual({ current: null, askBeforeApplying: true });
  });

  it('tells of the server what was found since, and nothing that was known before', async () => {
    const before = { ...found, id: 'old', since: '2026-01-01T00:00:00.000Z' };
    onServer = [before];
    await offlineFor(2 * hour);
    synced();
    expect(await current()).toBeNull();
    await offlineFor(2 * hour);
    onServer = [before, { ...found, since: clock.now().toISOString() }];
    synced();
    expect(await current()).toMatchObject({ theirs: [], server: [{ id: found.id }] });
    expect((await current())?.serverLookedAt).toBe(clock.now().toISOString());
  });

  it('keeps the edits of an absence, the absence itself and what waits across a restart', async () => {
    await offlineFor(1000);
    keeper.wrote(new Map([[oak, edit({ name: 'Mine' })]]));
    await keeper.close();
    keeper = await open();
    edit({ name: 'Mine', readOnly: true });
    synced();
    const shown = await current();
    expect(shown).toMatchObject({
      mine: [{ documentId: oak, fields: ['name'] }],
      theirs: [{ documentId: oak, fields: ['readOnly'] }],
      conflicts: 1,
    });
    await keeper.close();
    keeper = await open();
    expect(keeper.state()).toEqual({ current: shown, askBeforeApplying: true });
  });

  it('writes nothing any more after it was closed', async () => {
    synced();
    await keeper.close();
    await directory.remove();
    keeper.wrote(new Map([[oak, edit({ name: 'Mine' })]]));
    await clock.advance(60_000);
    expect(existsSync(directory.path)).toBe(false);
  });

  it('shows the leaf of the others where the own one won', async () => {
    await offlineFor(1000);
    const theirs = edit({ name: 'Theirs', updatedBy: 'olga' });
    const mine = edit({ name: 'Mine', updatedBy: 'luis' });
    keeper.wrote(new Map([[oak, mine]]));
    leaves.set(oak, [mine, theirs]);
    synced();
    // What the rules do meanwhile takes nothing away.
    leaves = new Map();
    expect(await current()).toMatchObject({
      mine: [{ documentId: oak, title: 'Mine', by: 'luis' }],
      theirs: [{ documentId: oak, title: 'Theirs', by: 'olga', fields: ['name'] }],
      conflicts: 1,
    });
  });

  it('adds a second absence to one that nobody has looked at yet', async () => {
    const since = clock.now().toISOString();
    await offlineFor(2 * hour);
    edit({ name: 'Theirs' });
    synced();
    expect(await current()).toMatchObject({ since, theirs: [{ fields: ['name'] }] });
    await offlineFor(2 * hour);
    edit({ readOnly: true });
    synced();
    expect(await current()).toMatchObject({ since, theirs: [{ fields: ['name', 'readOnly'] }] });
    await keeper.acknowledge(since);
    await offlineFor(2 * hour);
    synced();
    expect(await current()).toBeNull();
  });
});
