import type { CatchUp, ChangeRow } from '../../../src/shared/bridge/catch-up-views.ts';
import type { TenantDetail } from '../../../src/shared/bridge/views.ts';
import type { Scenario } from './scenario.ts';

function rowOf(tenant: TenantDetail, index: number, by: string, at: string): ChangeRow {
  const what = index % 5 === 3 ? 'made' : index % 7 === 5 ? 'removed' : 'changed';
  return {
    documentId: `tenant_${tenant.id}`,
    kind: 'tenant',
    title: tenant.name,
    tenantId: tenant.id,
    what,
    fields: what === 'changed' ? (index % 2 === 0 ? ['name'] : ['enabled', 'generation']) : [],
    by,
    at,
  };
}

/** What met in the fake: `away` documents on each side, the first one on both. */
export function seedCatchUp(world: {
  readonly scenario: Pick<Scenario, 'away'>;
  readonly tenants: readonly TenantDetail[];
  readonly findings: CatchUp['server'];
  readonly now: () => Date;
}): CatchUp | null {
  const { away } = world.scenario;
  if (away === 0) return null;
  const ago = (hours: number) => new Date(world.now().getTime() - hours * 3_600_000).toISOString();
  const listed = Math.min(away, 200);
  const mine = world.tenants.slice(0, listed);
  const theirs = world.tenants
    .filter((_, index) => index === 0 || index >= mine.length)
    .slice(0, listed);
  return {
    since: ago(5.3),
    mine: mine.map((tenant, index) => rowOf(tenant, index, 'ada', ago(4 - index / 200))),
    theirs: theirs.map((tenant, index) => rowOf(tenant, index * 2, 'bea', ago(3 - index / 200))),
    server: world.findings,
    serverLookedAt: ago(0.01),
    conflicts: 1,
    more: { mine: away - listed, theirs: Math.max(0, away - theirs.length) },
  };
}
