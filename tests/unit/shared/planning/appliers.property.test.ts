import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { desired } from '../../../../src/shared/planning/desired.ts';
import { diff } from '../../../../src/shared/planning/diff.ts';
import { isPublic } from '../../../../src/shared/planning/security-object.ts';
import {
  type ApplierEvent,
  appliersHistory,
  contend,
  type Contest,
  newContest,
} from '../../../support/appliers.ts';
import { emptyRegistry, registrySnapshot } from '../../../support/history-edits.ts';
import type { Watch } from '../../../support/planning-history.ts';
import { mayRead, observed, perform } from '../../../support/simulated-server.ts';
import { stepIsSafe } from '../../../support/step-is-safe.ts';

const newestOf = ({ registries }: Contest) => registries.at(-1) ?? emptyRegistry;

/** What one who is up to date finds and does in the end. */
function settle(contest: Contest) {
  const spec = desired(registrySnapshot(newestOf(contest)), 'server_x');
  const plan = diff(spec, observed(contest.server, spec));
  const server = plan.operations.reduce((before, operation) => {
    const after = perform(before, operation);
    stepIsSafe(before, after, operation.tenantId);
    return after;
  }, contest.server);
  return { plan, server, next: diff(spec, observed(server, spec)) };
}

const contest = (history: readonly ApplierEvent[], lease: boolean, watch: Watch): Contest =>
  history.reduce((now, happening) => contend(now, happening, lease, watch), newContest);

describe.each([
  ['under the lease', true],
  ['without any lease, with old registries', false],
])('three appliers at one server %s', (_how, lease) => {
  it('never open, lower or take anything, whatever the order, and the last one heals all', () => {
    let steps = 0;
    fc.assert(
      fc.property(appliersHistory, (history) => {
        const after = contest(history, lease, stepIsSafe);
        steps += after.steps;
        const { plan, server, next } = settle(after);
        expect(next.operations).toEqual([]);
        expect(next.refusals).toEqual(plan.refusals);
        const refused = new Set(next.refusals.map(({ tenantId }) => tenantId));
        for (const { security } of server.databases.values()) {
          if (security.mycouch === undefined || refused.has(security.mycouch.tenant)) continue;
          expect(isPublic(security)).toBe(false);
        }
      }),
      { numRuns: 120 },
    );
    expect(steps).toBeGreaterThan(1000);
  });

  it('keep out whom a withdrawal that was applied keeps out', () => {
    let refusals = 0;
    fc.assert(
      fc.property(appliersHistory, appliersHistory, (history, later) => {
        const before = contest(history, lease, stepIsSafe);
        const tenants = newestOf(before).tenants;
        const suspended = tenants.reduce(
          (now, _tenant, index) =>
            contend(now, { does: 'edit', how: 'suspend', index }, lease, stepIsSafe),
          before,
        );
        const { server, plan } = settle(suspended);
        const refused = new Set(plan.refusals.map(({ tenantId }) => tenantId));
        // What was closed says so. Where nothing of a tenant is, nothing can tell: that takes the lease.
        const closed = new Set(
          [...server.databases]
            .filter(([, { security }]) => !refused.has(security.mycouch?.tenant ?? ''))
            .filter(([, { security }]) => lease || security.mycouch !== undefined)
            .map(([name]) => name),
        );
        // Whoever goes on now has the registries of before; nobody edits, nobody touches the server.
        const after = later
          .filter(({ does }) => does === 'begin' || does === 'go-on')
          .reduce(
            (now: Contest, happening) =>
              contend(now, happening, lease, (was, is, tenantId) => {
                stepIsSafe(was, is, tenantId);
                for (const [name, database] of is.databases) {
                  if (!closed.has(name) || database === was.databases.get(name)) continue;
                  for (const user of is.users.values()) {
                    expect(mayRead(user, database), `${user.username} in ${name}`).toBe(false);
                  }
                }
              }),
            // Whoever closed them has the lease, so a run that was under way before has lost it.
            { ...suspended, server, holder: null },
          );
        refusals += after.refused - suspended.refused;
      }),
      { numRuns: 120 },
    );
    // Old plans did try; under the lease there are none.
    if (!lease) expect(refusals).toBeGreaterThan(0);
  });
});
