import fc from 'fast-check';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import { isPurged, tenantState } from '../../src/shared/documents/tenant.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { diff } from '../../src/shared/planning/diff.ts';
import type { Plan } from '../../src/shared/planning/plan.ts';
import { makePurgePlan } from '../../src/shared/planning/purge-plan.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import { damageDatabase, damageUser, databaseDamages, userDamages } from './history-damage.ts';
import {
  created,
  edited,
  emptyRegistry,
  type Registry,
  registrySnapshot,
  richBlueprint,
  tenantEdits,
  withTenant,
} from './history-edits.ts';
import { emptyServer, login, observed, perform, type SimulatedServer } from './simulated-server.ts';

const keys = ['aa', 'bb', 'cc'];
const parts = shopBlueprint.databases.map(({ name }) => name);
const accountNames = shopBlueprint.accounts.map(({ name }) => name);

const key = fc.constantFrom(...keys);
const database = fc.tuple(key, fc.constantFrom(...parts)).map(([k, p]) => `shop_${k}_${p}`);
const username = fc
  .tuple(key, fc.constantFrom(...accountNames), fc.constantFrom('', '.2'))
  .map(([k, a, turn]) => `shop_${k}_${a}${turn}`);
const index = fc.nat({ max: 5 });

/** What people do to the registry. */
export const editEvent = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('create' as const), key, day: index }) },
  {
    weight: 8,
    arbitrary: fc.record({
      does: fc.constant('edit' as const),
      how: fc.constantFrom(...tenantEdits),
      index,
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('raise-blueprint' as const) }) },
);
export type EditEvent = typeof editEvent extends fc.Arbitrary<infer E> ? E : never;

/** What happens to the server without the console. */
export const serverEvent = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constant('login' as const), username }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('damage-database' as const),
      how: fc.constantFrom(...databaseDamages),
      database,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('damage-user' as const),
      how: fc.constantFrom(...userDamages),
      username,
    }),
  },
);
export type ServerEvent = typeof serverEvent extends fc.Arbitrary<infer E> ? E : never;

/** What people, servers and interrupted runs do between two plans. */
const event = fc.oneof(
  { weight: 10, arbitrary: editEvent },
  { weight: 10, arbitrary: serverEvent },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('apply' as const),
      part: fc.integer({ min: 0, max: 100 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('apply-old' as const), age: fc.nat({ max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('purge' as const), index }) },
);
export type PlanningEvent = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** A server that has two tenants already, so that a history need not come to that by chance. */
const settled: readonly PlanningEvent[] = [
  { does: 'create', key: 'aa', day: 1 },
  { does: 'create', key: 'bb', day: 2 },
  { does: 'apply', part: 100 },
];

export const planningHistory = fc
  .tuple(fc.boolean(), fc.array(event, { maxLength: 30 }))
  .map(([isSettled, history]) => (isSettled ? [...settled, ...history] : history));

export interface World {
  readonly registry: Registry;
  readonly server: SimulatedServer;
  /** What other laptops may still believe in, newest last. */
  readonly past: readonly RegistrySnapshot[];
}

export const newWorld: World = { registry: emptyRegistry, server: emptyServer, past: [] };
export const snapshotOf = ({ registry }: World): RegistrySnapshot => registrySnapshot(registry);

/** Sees the server before and after each step of an applier, and the tenant the step is for. */
export type Watch = (before: SimulatedServer, after: SimulatedServer, tenantId: string) => void;

/** Plans with a registry and applies a share of it. */
function applyPart(
  server: SimulatedServer,
  snapshot: RegistrySnapshot,
  percent: number,
  watch: Watch,
): SimulatedServer {
  const spec = desired(snapshot, 'server_x');
  const { operations } = diff(spec, observed(server, spec));
  const count = Math.ceil((operations.length * percent) / 100);
  return operations.slice(0, count).reduce((current, operation) => {
    const next = perform(current, operation);
    watch(current, next, operation.tenantId);
    return next;
  }, server);
}

export function live(world: World, happening: PlanningEvent, watch: Watch): World {
  const { server } = world;
  switch (happening.does) {
    case 'create':
    case 'edit':
    case 'raise-blueprint':
      return {
        ...world,
        past: [...world.past, snapshotOf(world)],
        registry: editRegistry(world.registry, happening),
      };
    case 'apply':
      return { ...world, server: applyPart(server, snapshotOf(world), happening.part, watch) };
    case 'apply-old': {
      const old = world.past.at(-1 - happening.age);
      return old === undefined ? world : { ...world, server: applyPart(server, old, 100, watch) };
    }
    case 'purge':
      return purged(world, happening.index, watch);
    default:
      return { ...world, server: happenTo(server, happening) };
  }
}

export function editRegistry(registry: Registry, happening: EditEvent): Registry {
  switch (happening.does) {
    case 'create':
      return created(registry, happening.key, happening.day);
    case 'edit':
      return edited(registry, happening.index, happening.how);
    case 'raise-blueprint':
      return { ...registry, blueprint: richBlueprint(2) };
  }
}

export function happenTo(server: SimulatedServer, happening: ServerEvent): SimulatedServer {
  switch (happening.does) {
    case 'login':
      return login(server, happening.username);
    case 'damage-database':
      return damageDatabase(server, happening.how, happening.database);
    case 'damage-user':
      return damageUser(server, happening.how, happening.username);
  }
}

export function purgePlan(snapshot: RegistrySnapshot, server: SimulatedServer, id: string): Plan {
  const { tenants, refusals } = desired(snapshot, 'server_x');
  const spec = {
    tenants: tenants.filter(({ tenantId }) => tenantId === id),
    refusals: refusals.filter(({ tenantId }) => tenantId === id),
    signingKeys: [],
  };
  return makePurgePlan({
    id: 'purge',
    madeAt: '2026-03-09T00:00:00.000Z',
    registrySeq: 1,
    spec,
    state: observed(server, spec),
    wishes: new Map(),
  });
}

/** Purges one tenant where that is possible, and notes it; afterwards nobody has an older registry. */
function purged(world: World, index: number, watch: Watch): World {
  const tenant = world.registry.tenants[index % Math.max(1, world.registry.tenants.length)];
  if (tenant === undefined || isPurged(tenant) || tenantState(tenant) !== 'deleted') return world;
  const plan = purgePlan(snapshotOf(world), world.server, tenant.tenant_id);
  const server = plan.operations.reduce((current, operation) => {
    const next = perform(current, operation);
    watch(current, next, operation.tenantId);
    return next;
  }, world.server);
  if (plan.refusals.length > 0) return { ...world, server };
  return {
    registry: withTenant(world.registry, {
      ...tenant,
      purgedAt: tenant.createdAt,
      generation: tenant.generation + 1,
    }),
    server,
    // The lease lets nobody apply who has not pulled.
    past: [],
  };
}
