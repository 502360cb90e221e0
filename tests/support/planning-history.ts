import fc from 'fast-check';
import { accountDocumentId, type Account } from '../../src/shared/documents/account.ts';
import { shopBlueprint } from '../../src/shared/documents/blueprint.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { diff } from '../../src/shared/planning/diff.ts';
import { guardId } from '../../src/shared/planning/guard.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import { accountUsername } from '../../src/shared/tenant-names.ts';
import { fleetSnapshot, fleetTenant, restored, withdrawn } from './fleet.ts';
import {
  adminOnly,
  emptyServer,
  login,
  observed,
  perform,
  type SimulatedServer,
  withDatabase,
  withUser,
} from './simulated-server.ts';

const keys = ['aa', 'bb', 'cc'];
const parts = shopBlueprint.databases.map(({ name }) => name);
const accountNames = shopBlueprint.accounts.map(({ name }) => name);

const key = fc.constantFrom(...keys);
const database = fc.tuple(key, fc.constantFrom(...parts)).map(([k, p]) => `shop_${k}_${p}`);
const username = fc.tuple(key, fc.constantFrom(...accountNames)).map(([k, a]) => `shop_${k}_${a}`);
const index = fc.nat({ max: 5 });

/** What people, servers and interrupted runs do between two plans. */
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('create' as const), key, day: index }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom('suspend', 'activate', 'archive', 'trash', 'read-only' as const),
      index,
    }),
  },
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
  { weight: 2, arbitrary: fc.record({ does: fc.constant('login' as const), username }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constantFrom(
        'publish',
        'lose-marker',
        'break-marker',
        'open-to-staff',
        'drop-database',
        'drop-guard',
        'edit-guard',
        'add-document',
        'make-by-hand',
        'leave-empty' as const,
      ),
      database,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('drop-user', 'edit-roles', 'make-user' as const),
      username,
    }),
  },
);
export type PlanningEvent = typeof event extends fc.Arbitrary<infer E> ? E : never;

export const planningHistory = fc.array(event, { maxLength: 30 });

export interface World {
  readonly tenants: readonly Tenant[];
  readonly accounts: ReadonlyMap<string, readonly Account[]>;
  readonly server: SimulatedServer;
  /** What other laptops may still believe in, newest last. */
  readonly past: readonly RegistrySnapshot[];
}

export const newWorld: World = { tenants: [], accounts: new Map(), server: emptyServer, past: [] };
export const snapshotOf = (world: World): RegistrySnapshot => fleetSnapshot(world);

/** Plans with a registry and applies a share of it; `watch` sees the server before and after each step. */
function applyPart(
  server: SimulatedServer,
  snapshot: RegistrySnapshot,
  percent: number,
  watch: (before: SimulatedServer, after: SimulatedServer) => void,
): SimulatedServer {
  const spec = desired(snapshot, 'server_x');
  const { operations } = diff(spec, observed(server, spec));
  const count = Math.ceil((operations.length * percent) / 100);
  return operations.slice(0, count).reduce((current, operation) => {
    const next = perform(current, operation);
    watch(current, next);
    return next;
  }, server);
}

export function live(
  world: World,
  happening: PlanningEvent,
  watch: (before: SimulatedServer, after: SimulatedServer) => void,
): World {
  const { server } = world;
  switch (happening.does) {
    case 'create':
      return created(world, happening.key, happening.day);
    case 'suspend':
    case 'activate':
    case 'archive':
    case 'trash':
    case 'read-only':
      return edited(world, happening.index, happening.does);
    case 'apply':
      return { ...world, server: applyPart(server, snapshotOf(world), happening.part, watch) };
    case 'apply-old': {
      const old = world.past.at(-1 - happening.age);
      return old === undefined ? world : { ...world, server: applyPart(server, old, 100, watch) };
    }
    case 'login':
      return { ...world, server: login(server, happening.username) };
    case 'drop-user':
    case 'edit-roles':
    case 'make-user':
      return { ...world, server: userByHand(server, happening.does, happening.username) };
    default:
      return { ...world, server: databaseByHand(server, happening.does, happening.database) };
  }
}

function created(world: World, key: string, day: number): World {
  const number = String(world.tenants.length).padStart(12, '0');
  const tenant = fleetTenant(key, {
    tenant_id: `00000000-0000-4000-8000-${number}`,
    createdAt: `2026-03-0${String(day + 1)}T00:00:00.000Z`,
  });
  const accounts = shopBlueprint.accounts.map(({ name, access }, position): Account => ({
    _id: accountDocumentId(tenant.tenant_id, name),
    type: 'account',
    tenant_id: tenant.tenant_id,
    name,
    username: accountUsername(shopBlueprint, key, name),
    access,
    hash: { iterations: 1, salt: '0'.repeat(32), sha256: 'a'.repeat(64), sha1: 'b'.repeat(40) },
    credential_id: `0000000${String(position)}-0000-4000-9000-${number}`,
    createdAt: tenant.createdAt,
    createdBy: 'x',
    updatedAt: tenant.createdAt,
    updatedBy: 'x',
  }));
  return {
    ...world,
    past: [...world.past, snapshotOf(world)],
    tenants: [...world.tenants, tenant],
    accounts: new Map(world.accounts).set(tenant.tenant_id, accounts),
  };
}

function edited(
  world: World,
  index: number,
  how: 'suspend' | 'activate' | 'archive' | 'trash' | 'read-only',
): World {
  const at = world.tenants.length === 0 ? 0 : index % world.tenants.length;
  const change = (tenant: Tenant): Tenant => {
    switch (how) {
      case 'suspend':
        return withdrawn(tenant);
      case 'activate':
        return { ...restored(tenant), archivedAt: null, deletedAt: null };
      case 'archive':
        return { ...withdrawn(tenant), enabled: true, archivedAt: tenant.createdAt };
      case 'trash':
        return { ...withdrawn(tenant), enabled: true, deletedAt: tenant.createdAt };
      case 'read-only':
        return { ...tenant, readOnly: !tenant.readOnly, generation: tenant.generation + 1 };
    }
  };
  return {
    ...world,
    past: [...world.past, snapshotOf(world)],
    tenants: world.tenants.map((tenant, position) => (position === at ? change(tenant) : tenant)),
  };
}

function databaseByHand(
  server: SimulatedServer,
  how: Extract<PlanningEvent, { database: string }>['does'],
  name: string,
): SimulatedServer {
  const found = server.databases.get(name);
  if (how === 'make-by-hand' || how === 'leave-empty') {
    const unmanaged = how === 'make-by-hand';
    return found === undefined
      ? withDatabase(server, name, {
          documents: unmanaged ? 1 : 0,
          security: adminOnly,
          designs: new Map(),
          indexes: new Map(),
          revsLimit: 1000,
          unmanaged,
        })
      : server;
  }
  if (found === undefined) return server;
  const { mycouch, ...unmarked } = found.security;
  const nobody = { names: [], roles: [] };
  switch (how) {
    case 'publish':
      return withDatabase(server, name, {
        ...found,
        security: { admins: nobody, members: nobody, markerBroken: false, otherKeys: [] },
      });
    case 'lose-marker':
      return withDatabase(server, name, { ...found, security: unmarked });
    case 'break-marker':
      return withDatabase(server, name, {
        ...found,
        security: { ...unmarked, markerBroken: true },
      });
    case 'open-to-staff':
      return withDatabase(server, name, {
        ...found,
        security: {
          ...unmarked,
          ...(mycouch === undefined ? {} : { mycouch }),
          members: { names: [], roles: ['staff'] },
        },
      });
    case 'drop-database': {
      const databases = new Map(server.databases);
      databases.delete(name);
      return { ...server, databases };
    }
    case 'drop-guard':
      return withDatabase(server, name, { ...found, designs: new Map() });
    case 'edit-guard': {
      const guard = found.designs.get(guardId);
      return guard === undefined
        ? server
        : withDatabase(server, name, {
            ...found,
            designs: new Map([[guardId, { ...guard, rev: 'by-hand', digest: 'by hand' }]]),
          });
    }
    case 'add-document':
      return withDatabase(server, name, { ...found, documents: found.documents + 1 });
  }
}

function userByHand(
  server: SimulatedServer,
  how: 'drop-user' | 'edit-roles' | 'make-user',
  name: string,
): SimulatedServer {
  const found = server.users.get(name);
  if (how === 'make-user') {
    return found === undefined
      ? withUser(server, name, {
          username: name,
          roles: ['staff'],
          marker: null,
          derivedKey: 'by hand',
          credential: 'unknown',
          unmanaged: true,
        })
      : server;
  }
  if (found === undefined) return server;
  if (how === 'edit-roles') return withUser(server, name, { ...found, roles: ['staff'] });
  const users = new Map(server.users);
  users.delete(name);
  return { ...server, users };
}
