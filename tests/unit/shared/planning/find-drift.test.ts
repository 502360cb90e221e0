import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Tenant } from '../../../../src/shared/documents/tenant.ts';
import { desired } from '../../../../src/shared/planning/desired.ts';
import { diff } from '../../../../src/shared/planning/diff.ts';
import { findDrift } from '../../../../src/shared/planning/find-drift.ts';
import { objectDigests } from '../../../../src/shared/planning/digest.ts';
import { finished, rememberObjects } from '../../../../src/shared/planning/remember-objects.ts';
import { isPublic } from '../../../../src/shared/planning/security-object.ts';
import type { ServerSpec } from '../../../../src/shared/planning/server-spec.ts';
import {
  type Fleet,
  fleetSnapshot,
  makeFleet,
  restored,
  withdrawn,
} from '../../../support/fleet.ts';
import { damageDatabase, databaseDamages } from '../../../support/history-damage.ts';
import {
  adminOnly,
  emptyServer,
  login,
  observed,
  perform,
  type SimulatedDatabase,
  type SimulatedServer,
  withDatabase,
  withoutDatabase,
  withoutUser,
  withUser,
} from '../../../support/simulated-server.ts';

let fleet: Fleet;
let tenant: Tenant;
let spec: ServerSpec;
let whole: SimulatedServer;
beforeAll(async () => {
  fleet = await makeFleet(['aa', 'bb']);
  const [one] = fleet.tenants;
  if (one === undefined) throw new Error('no fleet');
  tenant = one;
  spec = specOf([]);
  whole = applied(spec, emptyServer);
});

const specOf = (changed: readonly Tenant[]): ServerSpec =>
  desired(fleetSnapshot(fleet, changed), 'server_x');
const applied = (wanted: ServerSpec, server: SimulatedServer): SimulatedServer =>
  diff(wanted, observed(server, wanted)).operations.reduce(perform, server);

/** What a device remembers that saw this server agree with this specification. */
function memoryOf(wanted: ServerSpec, server: SimulatedServer) {
  const state = observed(server, wanted);
  const objects = new Map(
    wanted.tenants.map((one) => [one.tenantId, rememberObjects(one, state, null, new Set())]),
  );
  return { agreed: (id: string) => objects.get(id) ?? null };
}

function look(server: SimulatedServer, wanted = spec, memory = memoryOf(spec, whole)) {
  const state = observed(server, wanted);
  const difference = diff(wanted, state);
  const findings = findDrift(wanted, state, difference, memory);
  const corrections = new Set(findings.flatMap((one) => one.corrections));
  return { findings, difference, corrections, ids: findings.map(({ id }) => id) };
}

function database(server: SimulatedServer, name: string): SimulatedDatabase {
  const found = server.databases.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

const sales = 'shop_aa_sales';
const secured = (change: Partial<SimulatedDatabase['security']>) => {
  const found = database(whole, sales);
  return withDatabase(whole, sales, { ...found, security: { ...found.security, ...change } });
};
const unknown = { agreed: () => null };

describe('what a hand changed', () => {
  it('is nothing where nothing was changed, and a login is no change', () => {
    expect(look(whole).ids).toEqual([]);
    expect(look(login(whole, 'shop_aa_sync')).ids).toEqual([]);
  });

  it('is named by what was done', () => {
    const { members, mycouch, ...rest } = database(whole, sales).security;
    if (mycouch === undefined) throw new Error('no marker');
    const user = whole.users.get('shop_aa_sync');
    if (user === undefined) throw new Error('no user');
    const staff = { names: [], roles: [...members.roles, 'staff'] };
    const changes: readonly (readonly [string, SimulatedServer])[] = [
      ['access-added', secured({ members: staff })],
      ['access-removed', secured({ admins: { names: [], roles: [] } })],
      [
        'access-removed',
        withDatabase(whole, sales, { ...database(whole, sales), security: { members, ...rest } }),
      ],
      ['marker-changed', secured({ mycouch: { ...mycouch, readOnly: true } })],
      ['marker-changed', damageDatabase(whole, 'break-marker', sales)],
      ['database-public', secured({ members: { names: [], roles: [] } })],
      ['database-deleted', withoutDatabase(whole, sales)],
      [
        'database-deleted',
        withDatabase(whole, sales, {
          ...database(whole, sales),
          documents: 0,
          security: adminOnly,
          designs: new Map(),
        }),
      ],
    ];
    for (const [kind, server] of changes) expect(look(server).ids).toEqual([`${kind} ${sales}`]);
    expect(look(damageDatabase(whole, 'drop-designs', sales)).ids).toEqual([
      `design-removed ${sales}/_design/mycouch`,
    ]);
    expect(look(damageDatabase(whole, 'edit-designs', sales)).ids).toEqual([
      `design-changed ${sales}/_design/mycouch`,
    ]);
    expect(look(withoutUser(whole, 'shop_aa_sync')).ids).toEqual(['account-removed shop_aa_sync']);
    expect(look(withUser(whole, 'shop_aa_sync', { ...user, roles: ['x'] })).ids).toEqual([
      'account-roles-changed shop_aa_sync',
    ]);
    const replaced = { ...user, credential: 'replaced' } as const;
    expect(look(withUser(whole, 'shop_aa_sync', replaced)).ids).toEqual([
      'account-password-changed shop_aa_sync',
    ]);
    expect(look(withUser(whole, 'shop_aa_sync', { ...replaced, roles: [] })).ids).toEqual([
      'account-roles-changed shop_aa_sync',
      'account-password-changed shop_aa_sync',
    ]);
  });

  it('may be adopted where it lets nobody in from another tenant and opens nothing', () => {
    const { members } = database(whole, sales).security;
    const adoptable = (roles: readonly string[]) =>
      look(secured({ members: { names: [], roles } })).findings.map((one) => one.adoptable);
    expect(adoptable([...members.roles, 'staff'])).toEqual([true]);
    expect(adoptable([...members.roles, `t:${fleet.tenants[1]?.tenant_id ?? ''}:1`])).toEqual([
      false,
    ]);
    expect(adoptable([...members.roles, '_admin'])).toEqual([false]);
    expect(adoptable([])).toEqual([false]);
  });

  it('is an alarm where anyone may read, whatever else was edited, remembered or refused', () => {
    const open = secured({ members: { names: [], roles: [] } });
    const newer = specOf([withdrawn(tenant)]);
    for (const [wanted, memory] of [
      [spec, memoryOf(spec, whole)],
      [spec, unknown],
      [newer, memoryOf(spec, whole)],
    ] as const) {
      expect(look(open, wanted, memory).findings).toMatchObject([
        { kind: 'database-public', alarm: true, adoptable: false },
      ]);
    }
    // A newer decision of another console on the server: not ours to correct, and still open.
    const { mycouch } = database(whole, sales).security;
    if (mycouch === undefined) throw new Error('no marker');
    const decided = secured({
      members: { names: [], roles: [] },
      mycouch: { ...mycouch, generation: mycouch.generation + 1 },
    });
    const { findings, difference } = look(decided);
    expect(difference.operations).toEqual([]);
    expect(findings).toMatchObject([{ kind: 'database-public', corrections: [], alarm: true }]);
  });

  it('is told by the generation where the device has no memory', () => {
    const { members } = database(whole, sales).security;
    const added = secured({ members: { names: ['eve'], roles: members.roles } });
    expect(look(added, spec, unknown).ids).toEqual([`access-added ${sales}`]);
    // An edit raises the generation.
    expect(look(whole, specOf([withdrawn(tenant)]), unknown).ids).toEqual([]);
    expect(look(withoutDatabase(whole, sales), spec, unknown).ids).toEqual([]);
  });

  it('is still known as a change by hand after it was seen and not corrected', () => {
    const damaged = withoutUser(damageDatabase(whole, 'edit-designs', sales), 'shop_aa_admin');
    const before = look(damaged);
    const state = observed(damaged, spec);
    const first = memoryOf(spec, whole);
    const differing = new Set(before.difference.operations.map(({ id }) => id));
    const kept = new Map(
      spec.tenants.map((one) => [
        one.tenantId,
        rememberObjects(one, state, first.agreed(one.tenantId), differing),
      ]),
    );
    const after = look(damaged, spec, { agreed: (id) => kept.get(id) ?? null });
    expect(after.ids).toEqual(before.ids);
  });

  it('is never an edit: whatever is edited, nothing is found', () => {
    const edits = fc.array(fc.constantFrom('withdraw', 'restore', 'flag'), { maxLength: 4 });
    fc.assert(
      fc.property(edits, edits, (a, b) => {
        const edited = [a, b].flatMap((list, index) => {
          const one = fleet.tenants[index];
          return one === undefined ? [] : [list.reduce(edit, one)];
        });
        const wanted = specOf(edited);
        expect(look(whole, wanted).ids).toEqual([]);
        expect(look(applied(wanted, whole), wanted).ids).toEqual([]);
      }),
    );
  });

  it('is everything that differs where nothing was edited, each with what puts it right', () => {
    const names = [...whole.databases.keys()];
    const damages = fc.array(
      fc.record({ how: fc.constantFrom(...databaseDamages), name: fc.constantFrom(...names) }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(damages, (all) => {
        const damaged = all.reduce(
          (server, { how, name }) => damageDatabase(server, how, name),
          whole,
        );
        const { findings, difference, corrections } = look(damaged);
        expect(new Set(difference.operations.map(({ id }) => id))).toEqual(corrections);
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
        const open = [...damaged.databases].flatMap(([name, { security }]) =>
          isPublic(security) ? [name] : [],
        );
        const alarms = findings.flatMap(({ alarm, subject }) => (alarm ? [subject] : []));
        expect(alarms.sort()).toEqual(open.sort());
        const healed = difference.operations.reduce(perform, damaged);
        const left = look(healed);
        if (left.difference.refusals.length === 0) expect(left.ids).toEqual([]);
      }),
    );
  });
});

function edit(one: Tenant, how: 'withdraw' | 'restore' | 'flag'): Tenant {
  switch (how) {
    case 'withdraw':
      return withdrawn(one);
    case 'restore':
      return restored(one);
    case 'flag':
      return { ...one, readOnly: !one.readOnly, generation: one.generation + 1 };
  }
}

describe('an application that was not finished', () => {
  /** As after a look at the server that follows: what differs is known to differ. */
  const memoryOfLook = (server: SimulatedServer) => {
    const state = observed(server, spec);
    const { operations } = diff(spec, state);
    const open = new Set(operations.map(({ id }) => id));
    const objects = new Map(
      spec.tenants.map((one) => [one.tenantId, rememberObjects(one, state, null, open)]),
    );
    return { agreed: (id: string) => objects.get(id) ?? null };
  };

  /** As the applier leaves it: what was done is what was wanted. */
  const memoryOfDone = (ids: readonly string[]) => {
    const objects = new Map(
      spec.tenants.map((one) => {
        const digests = objectDigests(one);
        const own = ids.filter((id) => digests.has(id));
        return [one.tenantId, new Set(finished(own).flatMap((id) => digests.get(id) ?? []))];
      }),
    );
    return { agreed: (id: string) => objects.get(id) ?? null };
  };

  it('is nobody’s change by hand, wherever it was cut off and whatever part was chosen', () => {
    const { operations } = diff(spec, observed(emptyServer, spec));
    fc.assert(
      fc.property(fc.subarray([...operations]), (chosen) => {
        const done: string[] = [];
        let server = emptyServer;
        // In the order of the plan, in which whatever is needed comes before.
        for (const operation of chosen) {
          if (!operation.after.every((id) => done.includes(id))) continue;
          server = perform(server, operation);
          done.push(operation.id);
        }
        expect(look(server, spec, memoryOfDone(done)).ids).toEqual([]);
        expect(look(server, spec, memoryOfLook(server)).ids).toEqual([]);
      }),
    );
  });
});
