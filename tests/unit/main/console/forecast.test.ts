import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forecastPlan } from '../../../../src/main/console/forecast.ts';
import {
  readRememberedServer,
  writeRememberedServer,
  type RememberedServer,
} from '../../../../src/main/console/remembered-server-file.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { desired } from '../../../../src/shared/planning/desired.ts';
import { planFile, parsePlanFile } from '../../../../src/shared/planning/plan-file.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';

const couchdbUuid = 'b'.repeat(32);
const asOf = '2026-03-01T00:00:00.000Z';
const oak = sampleTenant('oak');

function specOf() {
  const state = sampleState();
  const snapshot = store(state, createTenant(oak)(state.snapshot(), sampleContext));
  return desired(snapshot, `server_${couchdbUuid}`);
}

const empty: RememberedServer = {
  asOf,
  names: new Set(['_users']),
  applied: new Set(),
  state: {
    couchdbUuid,
    capabilities: {
      version: '3.5.0',
      pbkdf2Prf: true,
      newDatabasesPublic: false,
      practice: false,
      nodes: [],
      jwt: true,
      databaseUpdates: true,
    },
    databases: new Map(),
    users: new Map(),
    nodes: new Map(),
    unmanagedDatabases: [],
    requests: 7,
    milliseconds: 8,
  },
};

function forecast(remembered: RememberedServer, settled = false) {
  return forecastPlan({
    id: 'plan',
    madeAt: '2026-03-02T00:00:00.000Z',
    registrySeq: 1,
    spec: specOf(),
    wishes: new Map([[oak.tenantId, 'wish']]),
    remembered,
    agreements: { objects: () => null, settled: () => settled },
  });
}

describe('a forecast', () => {
  it('has every operation that what was last seen asks for, and says so in a file too', () => {
    const plan = forecast(empty);
    expect(plan.forecast).toEqual({ asOf, unknown: [] });
    expect(plan.operations.some(({ kind }) => kind === 'database.create')).toBe(true);
    expect(plan).toMatchObject({ requests: 0, milliseconds: 0 });
    const digest = () => 'same';
    expect(parsePlanFile(planFile(plan, digest), digest)).toEqual(plan);
  });

  it('guesses nothing of a database that is there and was never read', () => {
    const plan = forecast({ ...empty, names: new Set(['shop_oak_products']) });
    expect(plan.operations).toEqual([]);
    expect(plan.forecast?.unknown).toEqual([oak.tenantId]);
  });

  it('does not repeat what was applied since, and leaves out what was edited after that', () => {
    const applied = { ...empty, applied: new Set([oak.tenantId]) };
    expect(forecast(applied, true)).toMatchObject({ operations: [], forecast: { unknown: [] } });
    expect(forecast(applied, false)).toMatchObject({
      operations: [],
      forecast: { unknown: [oak.tenantId] },
    });
  });
});

describe('what is remembered of a server', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  beforeEach(async () => {
    directory = await temporaryDirectory('seen');
  });
  afterEach(() => directory.remove());

  it('is the same after it was read back, and nothing for another server', async () => {
    await writeRememberedServer(directory.path, empty);
    expect(await readRememberedServer(directory.path, couchdbUuid)).toEqual({
      ...empty,
      state: { ...empty.state, requests: 0, milliseconds: 0 },
    });
    expect(await readRememberedServer(directory.path, 'c'.repeat(32))).toBeNull();
  });
});
