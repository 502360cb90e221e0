import type { DriftRow } from '../../../src/shared/bridge/drift-views.ts';
import type { TenantDetail } from '../../../src/shared/bridge/views.ts';
import type { DriftKind } from '../../../src/shared/planning/drift.ts';
import type { Scenario } from './scenario.ts';

interface Sample {
  readonly kind: DriftKind;
  /** What it is about, out of a tenant's own. */
  readonly subject: (tenant: TenantDetail) => string;
  readonly detail: string;
  readonly correction: string;
  readonly adoptable: boolean;
}

const database = (tenant: TenantDetail) => tenant.databaseNames[0] ?? '';
const account = (tenant: TenantDetail) => tenant.accounts[0]?.username ?? '';

const samples: readonly Sample[] = [
  {
    kind: 'access-added',
    subject: database,
    detail: 'The role bookkeeping was added to its members.',
    correction: 'security.write',
    adoptable: true,
  },
  {
    kind: 'access-removed',
    subject: (tenant) => tenant.databaseNames[1] ?? '',
    detail: 'The role its accounts read with is gone from its members.',
    correction: 'security.write',
    adoptable: false,
  },
  {
    kind: 'design-changed',
    subject: (tenant) => `${database(tenant)}/_design/guard`,
    detail: 'validate_doc_update differs.',
    correction: 'design.write',
    adoptable: false,
  },
  {
    kind: 'database-deleted',
    subject: (tenant) => tenant.databaseNames[2] ?? '',
    detail: 'It is not on the server any more.',
    correction: 'database.create',
    adoptable: false,
  },
  {
    kind: 'account-roles-changed',
    subject: account,
    detail: 'The role auditor was added.',
    correction: 'user.write',
    adoptable: false,
  },
  {
    kind: 'account-password-changed',
    subject: (tenant) => tenant.accounts[1]?.username ?? '',
    detail: 'The password of the vault does not log in any more.',
    correction: 'user.write',
    adoptable: false,
  },
  {
    kind: 'index-removed',
    subject: (tenant) => `${database(tenant)}/by-date`,
    detail: 'The index by-date is not there.',
    correction: 'index.write',
    adoptable: true,
  },
];

/** As many findings as asked, one or more a tenant, the same each time. */
export function seedFindings(
  { drift, alarm }: Scenario,
  tenants: readonly TenantDetail[],
  now: Date,
): readonly DriftRow[] {
  const active = tenants.filter(
    ({ state, provisioning }) => state === 'active' && provisioning === 'applied',
  );
  const since = (index: number) => new Date(now.getTime() - index * 480_000).toISOString();
  const found = Array.from({ length: active.length === 0 ? 0 : drift }, (_, index) => {
    const tenant = active[index % active.length];
    const sample = samples[index % samples.length];
    return tenant === undefined || sample === undefined
      ? []
      : [findingOf(sample, tenant, since(index))];
  }).flat();
  const first = active[0];
  const open: readonly DriftRow[] =
    !alarm || first === undefined
      ? []
      : [
          {
            ...findingOf(
              {
                kind: 'database-public',
                subject: (tenant) => tenant.databaseNames[1] ?? '',
                detail: 'Its list of members is empty, so that everyone may read and write.',
                correction: 'security.write',
                adoptable: false,
              },
              first,
              since(0),
            ),
            alarm: true,
          },
        ];
  return [...open, ...found];
}

function findingOf(sample: Sample, tenant: TenantDetail, since: string): DriftRow {
  const subject = sample.subject(tenant);
  return {
    id: `${sample.kind} ${subject}`,
    kind: sample.kind,
    tenantId: tenant.id,
    tenantKey: tenant.key,
    subject,
    detail: sample.detail,
    corrections: [`${sample.correction} ${subject}`],
    adoptable: sample.adoptable,
    alarm: false,
    since,
  };
}
