import { explainedRefusal } from '../../../src/main/console/explained-refusal.ts';
import type { Provisioning, TenantDetail } from '../../../src/shared/bridge/views.ts';
import { shopBlueprint } from '../../../src/shared/documents/blueprint.ts';
import type { TenantState } from '../../../src/shared/documents/tenant.ts';
import { fillPattern } from '../../../src/shared/naming.ts';
import type { Scenario } from './scenario.ts';
import { uuidOf } from './uuid.ts';

const kinds = [
  ['Bakery', 'bakery'],
  ['Bookshop', 'books'],
  ['Records', 'records'],
  ['Bicycles', 'bikes'],
  ['Florist', 'florist'],
  ['Hardware', 'hardware'],
  ['Coffee Roasters', 'coffee'],
  ['Ceramics', 'ceramics'],
] as const;
const places = [
  ['Oak Street', 'oak-street'],
  ['Harbour', 'harbour'],
  ['Old Town', 'old-town'],
  ['Riverside', 'riverside'],
  ['Northgate', 'northgate'],
  ['Hillcrest', 'hillcrest'],
  ['Station Road', 'station-road'],
] as const;

export interface TenantInput {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly now: string;
  readonly description?: string;
  readonly ownerEmail?: string | null;
}

/** A tenant as the console would answer it. */
export function tenantOf(input: TenantInput): TenantDetail {
  const name = (pattern: string, part: string) => fillPattern(pattern, input.key, part);
  return {
    id: input.id,
    key: input.key,
    name: input.name,
    state: 'active',
    provisioning: 'waiting',
    databases: shopBlueprint.databases.length,
    inConflict: false,
    drifted: false,
    ownerless: false,
    active: false,
    blueprintTitle: shopBlueprint.title,
    rev: '1-0',
    createdAt: input.now,
    updatedAt: input.now,
    description: input.description ?? '',
    ownerEmail: input.ownerEmail ?? null,
    configuration: {},
    blueprint: { id: shopBlueprint._id, title: shopBlueprint.title, version: 1 },
    generation: 1,
    epoch: 1,
    readOnly: false,
    overQuota: false,
    purgedAt: null,
    overrides: [],
    createdBy: 'ada',
    updatedBy: 'ada',
    deletedAt: null,
    archivedAt: null,
    databaseNames: shopBlueprint.databases.map((part) =>
      name(shopBlueprint.database_pattern, part.name),
    ),
    accounts: shopBlueprint.accounts.map((account) => ({
      name: account.name,
      username: name(shopBlueprint.account_pattern, account.name),
      access: account.access,
      revealable: true,
      rotatedAt: null,
      previous: null,
    })),
    refusal: null,
    keyChangeable: true,
  };
}

const states: readonly TenantState[] = [
  ...Array<TenantState>(16).fill('active'),
  'suspended',
  'active',
  'archived',
  'deleted',
];

/** As many tenants as asked, in every state, the same each time. */
export function seedTenants({ tenants, provisioning }: Scenario, now: Date): TenantDetail[] {
  return Array.from({ length: tenants }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? kinds[0];
    const place = places[Math.floor(index / kinds.length) % places.length] ?? places[0];
    const round = Math.floor(index / (kinds.length * places.length));
    const suffix = round === 0 ? '' : ` ${String(round + 1)}`;
    const at = new Date(now.getTime() - (tenants - index) * 3_700_000).toISOString();
    const state = tenants > 3 ? (states[(index * 7) % states.length] ?? 'active') : 'active';
    const stands: Provisioning =
      provisioning === 'applied'
        ? 'applied'
        : index % 11 === 2
          ? 'refused'
          : index % 3 === 0
            ? 'waiting'
            : 'applied';
    const key = `${kind[1]}-${place[1]}${round === 0 ? '' : `-${String(round + 1)}`}`;
    const id = uuidOf(index + 1);
    return {
      ...tenantOf({ id, key, name: `${place[0]} ${kind[0]}${suffix}`, now: at }),
      ownerEmail: index % 2 === 0 ? `owner@${kind[1]}.example` : null,
      description: index % 5 === 0 ? 'Two branches, one till each. Opens at six.' : '',
      state,
      deletedAt: state === 'deleted' ? at : null,
      archivedAt: state === 'archived' ? at : null,
      provisioning: stands,
      keyChangeable: stands !== 'applied',
      configuration: index % 5 === 0 ? { currency: 'EUR', branches: 2 } : {},
      refusal:
        stands === 'refused'
          ? explainedRefusal(
              {
                tenantId: id,
                key,
                reason: 'database-unmanaged',
                subject: `shop_${key}_products`,
              },
              (tenantId) => tenantId,
            )
          : null,
    };
  });
}
