import fc from 'fast-check';
import { driftKinds } from '../../src/shared/planning/drift.ts';
import {
  operationCauses,
  type Operation,
  type OperationCause,
  type Plan,
} from '../../src/shared/planning/plan.ts';
import { serverGroup } from '../../src/shared/planning/server-group.ts';
import { refusalReasons } from '../../src/shared/planning/server-spec.ts';
import type { Json } from '../../src/shared/json.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const list = fc.array(text, { maxLength: 3 });
const count = fc.nat(1_000_000);
/** No `__proto__`: no name of a document, and the schema drops it, which the digest then finds. */
const key = text.filter((name) => name !== '__proto__');
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(null, true, false, 0, -1.5, "it's", '$(touch x)', '`x`', '\\', '\n\u0000'),
    text,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const body = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true });

const principals = fc.record({ names: list, roles: list });
const marker = fc.record({
  tenant: fc.uuid(),
  generation: fc.integer({ min: 1, max: 1000 }),
  state: fc.constantFrom('active', 'suspended', 'archived', 'deleted'),
  readOnly: fc.boolean(),
  overQuota: fc.boolean(),
  tenantFields: list,
});
const security = fc.oneof(
  fc.record({ admins: principals, members: principals }),
  fc.record({ admins: principals, members: principals, mycouch: marker }),
);
const observed = fc
  .tuple(security, fc.boolean(), list)
  .map(([seen, markerBroken, otherKeys]) => ({ ...seen, markerBroken, otherKeys }));

interface Common {
  readonly tenantId: string;
  readonly tenantKey: string;
  readonly after: readonly string[];
  readonly cause: OperationCause;
}
const common: fc.Arbitrary<Common> = fc.record({
  tenantId: fc.oneof(fc.uuid(), fc.constant(serverGroup.tenantId)),
  tenantKey: text,
  after: fc.constant([]),
  cause: fc.constantFrom(...operationCauses),
});
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const named = (kind: string, target: string) => ({ id: `${kind} ${target}`, target });

/** Any operation of any kind, needing no other. */
export const arbitraryOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.tuple(common, text, fc.integer({ min: 1, max: 64 })).map(([more, target, q]): Operation => ({
    ...more,
    ...named('database.create', target),
    kind: 'database.create',
    q,
  })),
  fc
    .tuple(common, text, maybe(observed), security)
    .map(([more, target, before, wanted]): Operation => ({
      ...more,
      ...named('security.write', target),
      kind: 'security.write',
      before,
      body: wanted,
    })),
  fc
    .tuple(common, text, key, maybe(text), body, maybe(fc.nat(99)))
    .map(([more, database, name, rev, content, version]): Operation => ({
      ...more,
      ...named('design.write', `${database}/_design/${name}`),
      kind: 'design.write',
      database,
      rev,
      design: { id: `_design/${name}`, body: content, version },
    })),
  fc
    .tuple(
      common,
      text,
      text,
      fc.array(fc.oneof(text, fc.dictionary(key, fc.constantFrom('asc', 'desc'))), {
        maxLength: 3,
      }),
      maybe(body),
    )
    .map(([more, database, name, fields, partialFilter]): Operation => ({
      ...more,
      ...named('index.write', `${database}/${name}`),
      kind: 'index.write',
      database,
      index: { name, design: `_design/${name}`, fields, partialFilter },
    })),
  fc.tuple(common, text, count, count).map(([more, target, before, revsLimit]): Operation => ({
    ...more,
    ...named('limit.write', target),
    kind: 'limit.write',
    before,
    revsLimit,
  })),
  fc
    .tuple(
      common,
      text,
      maybe(text),
      fc.constantFrom('create', 'credential', 'roles'),
      maybe(fc.record({ roles: list, credentialId: text })),
      fc.uuid(),
      list,
      body,
    )
    .map(([more, target, rev, change, before, credentialId, roles, content]): Operation => ({
      ...more,
      ...named('user.write', target),
      kind: 'user.write',
      rev,
      change,
      before,
      credentialId,
      roles,
      body: content,
    })),
  fc.tuple(common, text, count).map(([more, target, documents]): Operation => ({
    ...more,
    ...named('database.delete', target),
    kind: 'database.delete',
    documents,
  })),
  fc.tuple(common, text, text).map(([more, target, rev]): Operation => ({
    ...more,
    ...named('user.delete', target),
    kind: 'user.delete',
    rev,
  })),
  fc
    .tuple(
      common,
      fc.record({ node: text, name: text, gateway: text, value: text }),
      fc.constantFrom('next', 'active', 'retiring'),
      fc.constantFrom('absent', 'other'),
    )
    .map(([more, what, state, before]): Operation => ({
      ...more,
      ...named('jwtkey.write', `${what.node} ${what.name}`),
      kind: 'jwtkey.write',
      ...what,
      state,
      before,
    })),
  fc
    .tuple(common, fc.record({ node: text, name: text, gateway: text, value: text }))
    .map(([more, what]): Operation => ({
      ...more,
      ...named('jwtkey.delete', `${what.node} ${what.name}`),
      kind: 'jwtkey.delete',
      ...what,
    })),
  fc
    .tuple(common, text, maybe(text), maybe(text))
    .map(([more, target, before, value]): Operation => ({
      ...more,
      ...named('handlers.write', target),
      kind: 'handlers.write',
      before,
      value,
    })),
);

/** Operations with other ids, each needing some of those before it. */
const operations: fc.Arbitrary<readonly Operation[]> = fc
  .uniqueArray(fc.tuple(arbitraryOperation, fc.array(fc.nat(20), { maxLength: 3 })), {
    selector: ([{ id }]) => id,
    maxLength: 12,
  })
  .map((drawn) =>
    drawn.map(([operation, needs], index) => ({
      ...operation,
      after: [
        ...new Set(
          needs.flatMap((need) => {
            const [other] = drawn.slice(0, index)[need] ?? [];
            return other === undefined ? [] : [other.id];
          }),
        ),
      ],
    })),
  );

/** Any plan: dependencies point backwards, everything else is what it likes. */
export const arbitraryPlan: fc.Arbitrary<Plan> = fc.record({
  purpose: fc.constantFrom('provision', 'purge'),
  id: fc.uuid(),
  madeAt: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((at) => at.toISOString()),
  couchdbUuid: fc.uuid(),
  registrySeq: count,
  operations,
  refusals: fc.array(
    fc.record({
      tenantId: fc.uuid(),
      key: text,
      reason: fc.constantFrom(...refusalReasons),
      subject: text,
    }),
    { maxLength: 3 },
  ),
  unmanagedDatabases: list,
  tenants: count,
  requests: count,
  milliseconds: fc.nat(100_000).map((tenth) => tenth / 10),
  drift: fc.array(
    fc.record({
      id: text,
      kind: fc.constantFrom(...driftKinds),
      tenantId: maybe(text),
      tenantKey: maybe(text),
      subject: text,
      detail: text,
      corrections: list,
      adoptable: fc.boolean(),
      alarm: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  wishes: fc.dictionary(key, text, { maxKeys: 4, noNullPrototype: true }),
});
