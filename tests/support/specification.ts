import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { z } from 'zod';
import { createTransport } from '../../src/couch/create-transport.ts';
import { apply } from '../../src/main/provisioning/apply.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import type { Override } from '../../src/shared/documents/override.ts';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { makePlan } from '../../src/shared/planning/make-plan.ts';
import type { ApplyReport, Plan } from '../../src/shared/planning/plan.ts';
import type { RegistrySnapshot } from '../../src/shared/registry-snapshot.ts';
import type { CouchDbAddress } from './couchdb-address.ts';
import { rawClient, type RawClient } from './couchdb-client.ts';
import { type Fleet, fleetSnapshot, makeFleet } from './fleet.ts';
import { richBlueprint } from './history-edits.ts';
import { systemClock } from './registry-samples.ts';

/** One tenant on a server of its own blueprint, as a test wants it. */
export interface Wish {
  readonly fleet: Fleet;
  readonly tenant: Tenant;
  readonly version?: 1 | 2;
  readonly override?: Override;
}

export function snapshotOf({ fleet, tenant, version = 1, override }: Wish): RegistrySnapshot {
  const blueprint = richBlueprint(version);
  return {
    ...fleetSnapshot(fleet, [tenant]),
    blueprints: new Map([[blueprint._id, blueprint]]),
    overrides:
      override === undefined
        ? new Map()
        : new Map([[tenant.tenant_id, new Map([[override.database, override]])]]),
  };
}

/** A tenant with a key nobody has. */
export async function newTenant(): Promise<Wish & { readonly key: string }> {
  const key = `s${randomUUID().slice(0, 8)}`;
  const fleet = await makeFleet([key]);
  const tenant = fleet.tenants[0];
  if (tenant === undefined) throw new Error('no tenant');
  return { fleet, tenant, key };
}

/** What the tests of a specification do to `server`: plan, apply, settle, and damage by hand. */
export function specificationOn(server: CouchDbAddress) {
  const transport = createTransport({
    url: server.url,
    credentials: server,
    clock: systemClock,
    random: Math.random,
  });
  const admin = rawClient(server, server);

  async function planned(wish: Wish): Promise<Plan> {
    const spec = desired(snapshotOf(wish), 'server_none');
    const state = await observe(transport, spec);
    const id = randomUUID();
    return makePlan({
      id,
      madeAt: '',
      registrySeq: 1,
      spec,
      state,
      drift: [],
      wishes: new Map(),
    });
  }

  const run = (plan: Plan): Promise<ApplyReport> =>
    apply(transport, plan, { clock: systemClock, mayGoOn: () => null });

  /** Applies all of it, and finds nothing to do afterwards. */
  async function settle(wish: Wish): Promise<readonly string[]> {
    const plan = await planned(wish);
    expect(plan.refusals).toEqual([]);
    const report = await run(plan);
    expect(report.outcomes.filter(({ outcome }) => outcome !== 'done')).toEqual([]);
    expect((await planned(wish)).operations).toEqual([]);
    return plan.operations.map(({ id }) => id);
  }

  const account = ({ fleet }: Wish, username: string, password?: string): RawClient =>
    rawClient(server, { username, password: password ?? fleet.passwords.get(username) ?? 'none' });

  const revision = async (path: string): Promise<string> =>
    z.object({ _rev: z.string() }).parse((await admin('GET', path)).body)._rev;

  async function replace(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const { status } = await admin('PUT', path, { ...body, _rev: await revision(path) });
    expect(status).toBe(201);
  }

  return { transport, admin, planned, run, settle, account, revision, replace };
}
