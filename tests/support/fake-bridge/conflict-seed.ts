import type {
  ConflictDetail,
  ConflictField,
  ConflictSide,
  FieldVerdict,
} from '../../../src/shared/bridge/conflict-views.ts';
import type { TenantDetail } from '../../../src/shared/bridge/views.ts';
import type { Json } from '../../../src/shared/json.ts';
import type { Scenario } from './scenario.ts';

interface Draft {
  readonly path: string;
  /** Left out where no ancestor is known or had it. */
  readonly base?: Json;
  /** A side that has no such field says so with `undefined`. */
  readonly values: readonly (Json | undefined)[];
  readonly verdict: FieldVerdict;
  /** Which side the rules take. */
  readonly takes?: number;
  readonly reason?: string;
}

function fieldOf({ path, base, values, verdict, takes, reason }: Draft): ConflictField {
  const shown = values.map((value) => ({ present: value !== undefined, value: value ?? null }));
  const taken = shown[verdict === 'same' ? 0 : (takes ?? -1)];
  return {
    path,
    base: { known: base !== undefined, value: base ?? null },
    values: shown,
    verdict,
    taken: taken ?? { present: false, value: null },
    reason: reason ?? '',
  };
}

const same = (path: string, value: Json, sides: number): Draft => ({
  path,
  base: value,
  values: Array<Json>(sides).fill(value),
  verdict: 'same',
});

function sameFields(tenant: TenantDetail, sides: number): readonly Draft[] {
  return [
    same('/type', 'tenant', sides),
    same('/tenant_id', tenant.id, sides),
    same('/key', tenant.key, sides),
    same('/blueprint', tenant.blueprint.id, sides),
    same('/server_id', null, sides),
    same('/epoch', tenant.epoch, sides),
    same('/createdAt', tenant.createdAt, sides),
    same('/created_by', tenant.createdBy, sides),
  ];
}

const ask = 'Both sides changed it, to different values.';
const oneSide = (who: string) => `Only ${who} changed it.`;

const samples: readonly ((tenant: TenantDetail) => readonly Draft[])[] = [
  (tenant) => [
    {
      path: '/name',
      base: tenant.name,
      values: [`${tenant.name} & Sons`, `${tenant.name} and Café`],
      verdict: 'ask',
      reason: ask,
    },
    {
      path: '/description',
      base: 'Two branches, one till each. Opens at six.',
      values: [
        'Two branches, one till each. Opens at seven since March.',
        'Three branches, one till each. Opens at six.',
      ],
      verdict: 'ask',
      reason: ask,
    },
    {
      path: '/enabled',
      base: true,
      values: [true, false],
      verdict: 'safer',
      takes: 1,
      reason: 'One side suspended the tenant, and suspended is safer than active.',
    },
    {
      path: '/owner_email',
      base: 'owner@bakery.example',
      values: ['hello@bakery.example', 'owner@bakery.example'],
      verdict: 'one-side',
      takes: 0,
      reason: oneSide('mine'),
    },
    {
      path: '/configuration/branches',
      base: 2,
      values: [2, 3],
      verdict: 'one-side',
      takes: 1,
      reason: oneSide('theirs'),
    },
    {
      path: '/generation',
      base: 1,
      values: [2, 2],
      verdict: 'safer',
      takes: 0,
      reason: 'Raised once more than the highest side, so that no old console undoes it.',
    },
    ...sameFields(tenant, 2),
  ],
  (tenant) => [
    {
      path: '/name',
      base: tenant.name,
      values: [`${tenant.name} Ltd`, `The ${tenant.name}`, `${tenant.name} Group`],
      verdict: 'ask',
      reason: 'Three sides changed it, to different values.',
    },
    {
      path: '/configuration',
      base: { currency: 'EUR', branches: 2 },
      values: [
        { currency: 'EUR', branches: 4 },
        { currency: 'CHF', branches: 2 },
        { currency: 'EUR', branches: 2 },
      ],
      verdict: 'ask',
      reason: 'Two sides changed it, to different values.',
    },
    ...sameFields(tenant, 3),
  ],
  (tenant) => [
    {
      path: '/description',
      values: ['Opens at six.', undefined],
      verdict: 'ask',
      reason: 'What both sides departed from is not known on this device.',
    },
    {
      path: '/deletedAt',
      values: [null, tenant.updatedAt],
      verdict: 'safer',
      takes: 1,
      reason: 'One side moved the tenant to the trash, and without access is safer.',
    },
    ...sameFields(tenant, 2).map((draft): Draft => {
      const { base, ...rest } = draft;
      return base === undefined ? rest : rest;
    }),
  ],
];

function sidesOf(count: number, now: Date, index: number): readonly ConflictSide[] {
  const ago = (minutes: number) =>
    new Date(now.getTime() - (index * 7 + minutes) * 60_000).toISOString();
  const who = ['ada', 'bea', 'cleo'];
  return Array.from({ length: count }, (_, side) => ({
    rev: `${String(3 + (side === 1 ? 1 : 0))}-${String(index).padStart(6, '0')}${'abc'.charAt(side).repeat(26)}`,
    mine: side === 0 && index % 5 !== 4,
    winner: side === 1,
    deleted: false,
    updatedBy: who[side] ?? null,
    updatedAt: ago(30 - side * 12),
  }));
}

/** As many conflicts as asked, of the first tenants, the same each time. */
export function seedConflicts(
  { conflicts }: Scenario,
  tenants: readonly TenantDetail[],
  now: Date,
): ConflictDetail[] {
  if (tenants.length === 0) return [];
  return Array.from({ length: conflicts }, (_, index) => {
    const tenant = tenants[index % tenants.length];
    const round = Math.floor(index / tenants.length);
    if (tenant === undefined) return [];
    const drafts = (samples[index % samples.length] ?? samples[0])?.(tenant) ?? [];
    const fields = drafts.map(fieldOf);
    const sideList = sidesOf(fields[0]?.values.length ?? 2, now, index);
    const account = round > 0;
    return [
      {
        documentId: account ? `account_${tenant.id}_${String(round)}` : `tenant_${tenant.id}`,
        kind: account ? 'account' : 'tenant',
        title: account ? `${tenant.key} sync ${String(round)}` : tenant.name,
        tenantId: tenant.id,
        asks: fields.filter(({ verdict }) => verdict === 'ask').map(({ path }) => path),
        sides: sideList.length,
        updatedAt: sideList.at(-1)?.updatedAt ?? null,
        sideList,
        baseKnown: fields.some(({ base }) => base.known),
        fields,
      },
    ];
  }).flat();
}
