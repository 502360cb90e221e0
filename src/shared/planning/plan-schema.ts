import { z } from 'zod';
import { instantSchema } from '../documents/common.ts';
import { jsonSchema } from '../json.ts';
import { driftKinds } from './drift.ts';
import { operationCauses, type Operation, type Plan } from './plan.ts';
import { securityMarkerSchema } from './security-object.ts';
import { serverGroup } from './server-group.ts';
import { refusalReasons } from './server-spec.ts';

const text = z.string().max(1000);
const count = z.number().int().min(0);
const names = z.array(text);
const body = z.record(z.string(), jsonSchema);

const base = {
  id: text,
  tenantId: z.union([z.uuid(), z.literal(serverGroup.tenantId)]),
  tenantKey: text,
  after: names,
  cause: z.enum(operationCauses),
};

const principals = z.strictObject({ names, roles: names });
const security = {
  admins: principals,
  members: principals,
  // Nothing is filled in: what is read must be what was written.
  mycouch: securityMarkerSchema.extend({ overQuota: z.boolean() }).strict().exactOptional(),
};
const observedSecurity = z.strictObject({
  ...security,
  markerBroken: z.boolean(),
  otherKeys: names,
});

const jwtKey = { node: text, name: text, gateway: text, value: z.string().max(5000) };

const operation = z.discriminatedUnion('kind', [
  z.strictObject({
    ...base,
    kind: z.literal('database.create'),
    target: text,
    q: z.number().int().min(1).max(1024),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('security.write'),
    target: text,
    before: observedSecurity.nullable(),
    body: z.strictObject(security),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('design.write'),
    target: text,
    database: text,
    rev: text.nullable(),
    design: z.strictObject({ id: text, body, version: z.number().int().nullable() }),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('index.write'),
    target: text,
    database: text,
    index: z.strictObject({
      name: text,
      design: text,
      fields: z.array(z.union([text, z.record(z.string(), z.enum(['asc', 'desc']))])),
      partialFilter: body.nullable(),
    }),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('limit.write'),
    target: text,
    before: count,
    revsLimit: count,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('user.write'),
    target: text,
    rev: text.nullable(),
    change: z.enum(['create', 'credential', 'roles']),
    before: z.strictObject({ roles: names, credentialId: text }).nullable(),
    credentialId: text,
    roles: names,
    body,
  }),
  z.strictObject({
    ...base,
    kind: z.literal('database.delete'),
    target: text,
    documents: count,
  }),
  z.strictObject({ ...base, kind: z.literal('user.delete'), target: text, rev: text }),
  z.strictObject({
    ...base,
    kind: z.literal('jwtkey.write'),
    target: text,
    ...jwtKey,
    state: z.enum(['retiring', 'active', 'next']),
    before: z.enum(['absent', 'other']),
  }),
  z.strictObject({ ...base, kind: z.literal('jwtkey.delete'), target: text, ...jwtKey }),
  z.strictObject({
    ...base,
    kind: z.literal('handlers.write'),
    target: text,
    before: z.string().max(5000).nullable(),
    value: z.string().max(5000).nullable(),
  }),
]) satisfies z.ZodType<Operation>;

/** A plan as it stands in a file: every field of it, and no other. */
export const planSchema = z.strictObject({
  purpose: z.enum(['provision', 'purge']),
  id: text,
  madeAt: instantSchema,
  couchdbUuid: text,
  registrySeq: count,
  operations: z.array(operation),
  refusals: z.array(
    z.strictObject({ tenantId: text, key: text, reason: z.enum(refusalReasons), subject: text }),
  ),
  unmanagedDatabases: names,
  tenants: count,
  requests: count,
  milliseconds: z.number().min(0),
  drift: z.array(
    z.strictObject({
      id: text,
      kind: z.enum(driftKinds),
      tenantId: text.nullable(),
      tenantKey: text.nullable(),
      subject: text,
      detail: z.string().max(10_000),
      corrections: names,
      adoptable: z.boolean(),
      alarm: z.boolean(),
    }),
  ),
  wishes: z.record(z.string(), text),
  unreadNodes: names.exactOptional(),
  forecast: z.strictObject({ asOf: instantSchema, unknown: names }).exactOptional(),
}) satisfies z.ZodType<Plan>;
