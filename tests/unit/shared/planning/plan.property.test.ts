import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPurged, tenantState } from '../../../../src/shared/documents/tenant.ts';
import { desired } from '../../../../src/shared/planning/desired.ts';
import { diff } from '../../../../src/shared/planning/diff.ts';
import { designDigest, indexDigest } from '../../../../src/shared/planning/digest.ts';
import { isPublic } from '../../../../src/shared/planning/security-object.ts';
import {
  live,
  newWorld,
  type PlanningEvent,
  planningHistory,
  purgePlan,
  snapshotOf,
  type World,
} from '../../../support/planning-history.ts';
import { stepIsSafe } from '../../../support/step-is-safe.ts';
import {
  hasGuard,
  login,
  mayRead,
  observed,
  perform,
  type SimulatedServer,
} from '../../../support/simulated-server.ts';

const play = (history: readonly PlanningEvent[]): World =>
  history.reduce((world, happening) => live(world, happening, stepIsSafe), newWorld);

function planOf(world: World, server = world.server) {
  const spec = desired(snapshotOf(world), 'server_x');
  return diff(spec, observed(server, spec));
}

const applyAll = (world: World): SimulatedServer =>
  planOf(world).operations.reduce((server, operation) => {
    const next = perform(server, operation);
    stepIsSafe(server, next, operation.tenantId);
    return next;
  }, world.server);

/** What an operator adopted for a database, tenants' own roles never. */
function adoptedFor(world: World, tenantId: string, database: string) {
  const members = world.registry.overrides.get(tenantId)?.get(database)?.security?.members;
  return {
    names: members?.names ?? [],
    roles: (members?.roles ?? []).filter((role) => !role.startsWith('t:')),
  };
}

const sharesRole = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((role) => others.includes(role));

const holds = (check: (world: World) => void) => {
  fc.assert(
    fc.property(planningHistory, (history) => {
      check(play(history));
    }),
    { numRuns: 300 },
  );
};

describe('a plan, whatever happened before', () => {
  it('leaves nothing to plan once applied, and no database of its tenants public', () => {
    holds((world) => {
      const plan = planOf(world);
      const after = applyAll(world);
      const next = planOf(world, after);
      expect(next.operations).toEqual([]);
      expect(next.refusals).toEqual(plan.refusals);
      const refused = new Set(next.refusals.map(({ tenantId }) => tenantId));
      for (const { security } of after.databases.values()) {
        if (security.mycouch !== undefined && !refused.has(security.mycouch.tenant)) {
          expect(isPublic(security)).toBe(false);
        }
      }
    });
  });

  it('has nothing to do after logins re-hashed what it wrote', () => {
    holds((world) => {
      const after = applyAll(world);
      const used = [...after.users.keys()].reduce(login, after);
      expect(planOf(world, used).operations).toEqual([]);
    });
  });

  it('heals when cut anywhere', () => {
    fc.assert(
      fc.property(planningHistory, fc.integer({ min: 0, max: 100 }), (history, part) => {
        const world = play([...history, { does: 'apply', part }]);
        const after = applyAll(world);
        expect(planOf(world, after).operations).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('has every operation after those it needs, once, and none for a refused tenant', () => {
    holds((world) => {
      const { operations, refusals } = planOf(world);
      const done = new Set<string>();
      for (const { id, after } of operations) {
        for (const needed of after) expect(done.has(needed), `${id} needs ${needed}`).toBe(true);
        expect(done.has(id), id).toBe(false);
        done.add(id);
      }
      const refused = new Set(refusals.map(({ tenantId }) => tenantId));
      expect(refused.size).toBe(refusals.length);
      expect(operations.filter(({ tenantId }) => refused.has(tenantId))).toEqual([]);
    });
  });

  it('closes before it takes roles away, and opens before it gives them', () => {
    holds((world) => {
      const users = new Set<string>();
      for (const { kind, tenantId } of planOf(world).operations) {
        if (kind === 'user.write') users.add(tenantId);
        else expect(users.has(tenantId)).toBe(false);
      }
    });
  });

  it('lets exactly the accounts of an active tenant into its databases', () => {
    holds((world) => {
      const after = applyAll(world);
      const refused = new Set(planOf(world).refusals.map(({ tenantId }) => tenantId));
      const states = new Map(world.registry.tenants.map((t) => [t.tenant_id, tenantState(t)]));
      for (const [name, database] of after.databases) {
        const tenant = database.security.mycouch?.tenant;
        if (tenant === undefined || refused.has(tenant)) continue;
        expect(mayRead(null, database)).toBe(false);
        for (const user of after.users.values()) {
          const own = user.marker?.tenant === tenant && !user.unmanaged && user.roles.length > 0;
          const adopted = adoptedFor(world, tenant, name);
          const welcome =
            own || adopted.names.includes(user.username) || sharesRole(user.roles, adopted.roles);
          expect(mayRead(user, database), `${user.username} in ${name}`).toBe(
            welcome && states.get(tenant) === 'active',
          );
        }
      }
    });
  });

  it('gives every active tenant that is not refused all of it', () => {
    holds((world) => {
      const after = applyAll(world);
      const spec = desired(snapshotOf(world), 'server_x');
      const refused = new Set(planOf(world).refusals.map(({ tenantId }) => tenantId));
      for (const tenant of spec.tenants) {
        if (tenant.state !== 'active' || refused.has(tenant.tenantId)) continue;
        for (const { name, designs, indexes, revsLimit } of tenant.databases) {
          const database = after.databases.get(name);
          expect(database !== undefined && hasGuard(database)).toBe(true);
          for (const { id, body } of designs) {
            expect(database?.designs.get(id)?.digest, `${name}/${id}`).toBe(designDigest(body));
          }
          for (const index of indexes) {
            expect(database?.indexes.get(index.design)?.digest).toBe(indexDigest(index));
          }
          if (revsLimit !== null) expect(database?.revsLimit).toBe(revsLimit);
        }
        for (const { username, roles } of tenant.users) {
          expect(after.users.get(username)?.roles ?? []).toEqual(roles);
        }
      }
    });
  });

  it('makes nothing for a tenant that is not active', () => {
    holds((world) => {
      const inactive = new Set(
        world.registry.tenants.filter((t) => tenantState(t) !== 'active').map((t) => t.tenant_id),
      );
      for (const operation of planOf(world).operations) {
        if (!inactive.has(operation.tenantId)) continue;
        expect(operation.kind).not.toBe('database.create');
        if (operation.kind === 'user.write') expect(operation.change).not.toBe('create');
      }
    });
  });

  it('gives names that two tenants want to one of them, the same on every device', () => {
    holds((world) => {
      const collisions = planOf(world).refusals.filter(({ reason }) => reason === 'key-collision');
      const tenants = world.registry.tenants.toReversed();
      const reversed = { ...world, registry: { ...world.registry, tenants } };
      expect(planOf(reversed)).toEqual(planOf(world));
      for (const { tenantId, subject } of collisions) {
        expect(subject).not.toBe(tenantId);
        expect(world.registry.tenants.some(({ tenant_id }) => tenant_id === subject)).toBe(true);
      }
    });
  });

  it('leaves no password that somebody else set', () => {
    holds((world) => {
      const after = applyAll(world);
      const refused = new Set(planOf(world).refusals.map(({ tenantId }) => tenantId));
      for (const tenant of desired(snapshotOf(world), 'server_x').tenants) {
        if (tenant.state !== 'active' || refused.has(tenant.tenantId)) continue;
        for (const { username, roles } of tenant.users) {
          if (roles.length > 0) expect(after.users.get(username)?.credential).not.toBe('replaced');
        }
      }
    });
  });
});

describe('a purge, whatever happened before', () => {
  it('deletes only what is the tenant’s own and withdrawn, and leaves nothing of it', () => {
    let deleted = 0;
    holds((lived) => {
      // Half of the tenants go to the trash, and that is applied.
      const trash = [0, 2, 4].map((index): PlanningEvent => ({
        does: 'edit',
        how: 'trash',
        index,
      }));
      const world = trash.reduce((now, one) => live(now, one, stepIsSafe), lived);
      const settled = { ...world, server: applyAll(world) };
      for (const tenant of world.registry.tenants) {
        const id = tenant.tenant_id;
        const plan = purgePlan(snapshotOf(settled), settled.server, id);
        if (tenantState(tenant) !== 'deleted' || isPurged(tenant)) {
          expect(plan.operations).toEqual([]);
          continue;
        }
        const after = plan.operations.reduce((server, operation) => {
          expect(operation.kind).toMatch(/^(database|user)\.delete$/);
          const next = perform(server, operation);
          stepIsSafe(server, next, id);
          return next;
        }, settled.server);
        deleted += plan.operations.length;
        if (plan.refusals.length > 0) {
          expect(plan.operations).toEqual([]);
          continue;
        }
        for (const { security } of after.databases.values()) {
          expect(security.mycouch?.tenant).not.toBe(id);
        }
        for (const { marker } of after.users.values()) expect(marker?.tenant).not.toBe(id);
      }
    });
    expect(deleted).toBeGreaterThan(100);
  });
});
