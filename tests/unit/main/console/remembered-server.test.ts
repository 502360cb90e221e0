import { afterEach, beforeEach, expect, it } from 'vitest';
import { createServerMemories } from '../../../../src/main/console/remembered-server.ts';
import { createObserver, type Observer } from '../../../../src/main/provisioning/observer.ts';
import { createTenant } from '../../../../src/shared/commands/create-tenant.ts';
import { desired } from '../../../../src/shared/planning/desired.ts';
import type { Operation } from '../../../../src/shared/planning/plan.ts';
import type { ServerState } from '../../../../src/shared/planning/server-state.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import {
  sampleContext,
  sampleState,
  sampleTenant,
  store,
} from '../../../support/registry-samples.ts';
import { temporaryDirectory } from '../../../support/test-console.ts';

const couchdbUuid = 'b'.repeat(32);
const oak = sampleTenant('oak');
const elm = sampleTenant('elm');

const state: ServerState = {
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
};

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => {
  directory = await temporaryDirectory('seen');
});
afterEach(() => directory.remove());

function written(tenantId: string): Operation {
  return {
    kind: 'database.delete',
    id: `delete ${tenantId}`,
    tenantId,
    tenantKey: 'oak',
    target: 'shop_oak_sales',
    after: [],
    cause: 'edit',
    documents: 0,
  };
}

/** Memories over a server whose sweeps end when the test says so. */
function scene() {
  const registry = sampleState();
  for (const tenant of [oak, elm]) {
    store(registry, createTenant(tenant)(registry.snapshot(), sampleContext));
  }
  const snapshot = registry.snapshot();
  const looks: ((seen: ServerState) => void)[] = [];
  const look = () => new Promise<ServerState>((resolve) => looks.push(resolve));
  const observer: Observer = {
    ...createObserver(),
    sweep: look,
    look,
    recall: () => state,
    names: () => new Set(),
  };
  const memories = createServerMemories({
    directory: directory.path,
    observer,
    registry: { snapshot: () => snapshot, owner: () => couchdbUuid },
    clock: manualClock(),
    onProblem: (error) => {
      throw error;
    },
  });
  const spec = desired(snapshot, `server_${couchdbUuid}`);
  const transport = { request: () => Promise.reject(new Error('nothing is asked')) };
  return {
    memories,
    sweep: () => memories.observer.sweep(transport, spec),
    end: () => looks.shift()?.(state),
  };
}

it('takes a look that ended before something was applied for no look at that', async () => {
  const { memories, sweep, end } = scene();
  const first = sweep();
  end();
  await first;
  memories.observer.forget([written(oak.tenantId)]);
  expect((await memories.recall(couchdbUuid))?.applied).toEqual(new Set([oak.tenantId]));
  const second = sweep();
  end();
  await second;
  expect((await memories.recall(couchdbUuid))?.applied).toEqual(new Set());
});

it('takes a look during which something was applied for no look at that', async () => {
  const { memories, sweep, end } = scene();
  const first = sweep();
  memories.observer.forget([written(oak.tenantId)]);
  end();
  await first;
  expect((await memories.recall(couchdbUuid))?.applied).toEqual(new Set([oak.tenantId]));
  const second = sweep();
  memories.observer.forget([written(elm.tenantId)]);
  end();
  await second;
  expect((await memories.recall(couchdbUuid))?.applied).toEqual(new Set([elm.tenantId]));
});
