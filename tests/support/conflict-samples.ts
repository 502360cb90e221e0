import fc from 'fast-check';
import type { Leaf } from '../../src/shared/conflicts/merge-result.ts';
import type { JsonObject } from '../../src/shared/conflicts/slot.ts';

const id = '3f0c6f3e-6f9e-4b1a-9d2c-00000000000a';
export const times = [
  '2026-01-01T00:00:00.000Z',
  '2026-02-01T00:00:00.000Z',
  '2026-03-01T00:00:00.000Z',
] as const;

const instant = fc.constantFrom(...times);
const maybeInstant = fc.option(instant, { nil: null });
const hash = (fill: string) => ({
  iterations: 10,
  salt: fill.repeat(32),
  sha256: fill.repeat(64),
  sha1: fill.repeat(40),
});
const credentialIds: readonly [string, string, string] = [
  '3f0c6f3e-6f9e-4b1a-9d2c-0000000000c1',
  '3f0c6f3e-6f9e-4b1a-9d2c-0000000000c2',
  '3f0c6f3e-6f9e-4b1a-9d2c-0000000000c3',
];

const stamps = {
  createdAt: fc.constant(times[0]),
  createdBy: fc.constant('anna'),
  updatedAt: instant,
  updatedBy: fc.constantFrom('anna', 'ben'),
};
const names = fc.uniqueArray(fc.constantFrom('ann', 'ben', 'cai'), { maxLength: 3 });
const principals = fc.record({ names, roles: names });

/** Bodies of every kind that has rules, few values so that sides often agree. */
export const bodies = {
  tenant: fc.record({
    _id: fc.constant(`tenant_${id}`),
    type: fc.constant('tenant'),
    tenant_id: fc.constant(id),
    key: fc.constant('abc'),
    name: fc.constantFrom('One', 'Two', 'Three'),
    description: fc.constantFrom('', 'Text'),
    owner_email: fc.constantFrom(null, 'a@b.c'),
    blueprint: fc.constant('blueprint_shop'),
    server_id: fc.constant(null),
    configuration: fc.dictionary(fc.constantFrom('a', 'b/c', 'd~e'), fc.constantFrom(1, 2, 'x'), {
      maxKeys: 3,
    }),
    enabled: fc.boolean(),
    readOnly: fc.boolean(),
    generation: fc.integer({ min: 1, max: 4 }),
    epoch: fc.integer({ min: 1, max: 3 }),
    archivedAt: maybeInstant,
    deletedAt: maybeInstant,
    purgedAt: maybeInstant,
    unknownToUs: fc.constantFrom('p', 'q'),
    ...stamps,
  }),
  server: fc.record(
    {
      _id: fc.constant(`server_${id}`),
      type: fc.constant('server'),
      couchdb_uuid: fc.constant(id),
      name: fc.constantFrom('Main', 'Other'),
      url: fc.constant('http://localhost:5984'),
      practice: fc.constant(false),
      production: fc.boolean(),
      readOnly: fc.boolean(),
      agentApplies: fc.constantFrom('nothing', 'edits', 'corrections'),
      ...stamps,
    },
    {
      requiredKeys: [
        '_id',
        'type',
        'couchdb_uuid',
        'name',
        'url',
        'practice',
        'createdAt',
        'createdBy',
        'updatedAt',
        'updatedBy',
      ],
    },
  ),
  account: fc
    .record({
      which: fc.constantFrom(0, 1, 2),
      ended: fc.boolean(),
      access: fc.constantFrom('read', 'write', 'administer'),
      ...stamps,
    })
    .map(({ which, ended, ...fields }) => ({
      _id: `account_${id}_sync`,
      type: 'account',
      tenant_id: id,
      name: 'sync',
      username: which === 1 ? 'abc_sync2' : 'abc_sync',
      hash: hash(String(which)),
      credential_id: credentialIds[which],
      rotatedAt: times[which],
      previous:
        which === 0
          ? null
          : {
              username: 'abc_sync',
              credential_id: credentialIds[which === 2 ? 1 : 0],
              hash: hash(String(which - 1)),
              until: times[2],
              ended,
            },
      ...fields,
    })),
  override: fc.record({
    _id: fc.constant(`override_${id}_db`),
    type: fc.constant('override'),
    tenant_id: fc.constant(id),
    database: fc.constant('db'),
    security: fc.option(fc.record({ admins: principals, members: principals }), { nil: null }),
    designs: fc.dictionary(
      fc.constantFrom('_design/a', '_design/b'),
      fc.option(fc.record({ language: fc.constantFrom('javascript', 'query') }), { nil: null }),
      { maxKeys: 2 },
    ),
    ...stamps,
  }),
  api_key: fc.record({
    _id: fc.constant('apikey_k1'),
    type: fc.constant('api_key'),
    key_id: fc.constant('k1'),
    tenant_id: fc.constant(id),
    name: fc.constantFrom('One', 'Two'),
    key_hash: fc.constant('a'.repeat(64)),
    scopes: fc.record({
      access: fc.constantFrom('read', 'write'),
      databases: fc.option(fc.uniqueArray(fc.constantFrom('products', 'sales'), { maxLength: 2 }), {
        nil: null,
      }),
    }),
    enabled: fc.boolean(),
    expiresAt: maybeInstant,
    deletedAt: maybeInstant,
    created_by: fc.constant('anna'),
    ...stamps,
  }),
  revocation: fc.record({
    _id: fc.constant('revocation_k1'),
    type: fc.constant('revocation'),
    key_id: fc.constant('k1'),
    tenant_id: fc.constant(id),
    reason: fc.constantFrom('', 'leaked'),
    createdAt: instant,
    createdBy: fc.constantFrom('anna', 'ben'),
    updatedAt: instant,
    updatedBy: fc.constantFrom('anna', 'ben'),
  }),
} as const;

export type SampleKind = keyof typeof bodies;

/** A kind, a base and two to four sides of it. */
export const sampleConflict = fc
  .constantFrom<SampleKind[]>('tenant', 'server', 'account', 'override', 'api_key', 'revocation')
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      base: asObject(kind),
      sides: fc.array(asObject(kind), { minLength: 2, maxLength: 4 }),
    }),
  );

export function asObject(kind: SampleKind): fc.Arbitrary<JsonObject> {
  const body: fc.Arbitrary<JsonObject> = bodies[kind];
  return body;
}

/** Leaves with revisions of their own, in the order given. */
export function leavesOf(sides: readonly JsonObject[], generation = 2): readonly Leaf[] {
  return sides.map((body, index) => ({
    rev: `${String(generation)}-${String.fromCharCode(97 + index)}`,
    body,
    deleted: false,
  }));
}
