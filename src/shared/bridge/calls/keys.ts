import { z } from 'zod';
import { keyStates } from '../../conflicts/safest-apikey.ts';
import { keyIdSchema } from '../../documents/apikey.ts';
import {
  keyMarks,
  type KeyDetail,
  type KeyPage,
  type KeyUsage,
  type KnownKey,
  type MadeKey,
  type RevocationPreview,
  type RevocationReport,
} from '../key-views.ts';
import { call, page } from './call.ts';

/** Longest overlap of two keys, in hours: ninety days. */
const longestKeyOverlap = 2160;

const keyRef = z.strictObject({ id: keyIdSchema });
const tenantId = z.uuid();
const name = z.string().max(2000);
/** Instants are compared as texts, so all of them get the same form. */
const expiresAt = z.iso
  .datetime()
  .transform((instant) => new Date(instant).toISOString())
  .nullable();
const scopes = z.strictObject({
  access: z.enum(['read', 'write']),
  databases: z.array(z.string().max(238)).max(100).nullable(),
});
const keyIds = z.array(keyIdSchema).min(1).max(500);

/** API keys. Their hashes are in no answer; a key itself only in that of the call that made it. */
export const keysCalls = {
  list: call<KeyPage>()(
    'tenant.read',
    z.strictObject({
      /** Words in name, prefix, tenant or creator. */
      search: z.string().max(500),
      tenantId: tenantId.nullable(),
      state: z.enum(['all', ...keyStates]),
      mark: z.enum(keyMarks).nullable(),
      sort: z.enum(['name', 'tenant', 'createdAt', 'lastUsed', 'expiresAt']),
      direction: z.enum(['asc', 'desc']),
      ...page,
    }),
  ),
  get: call<KeyDetail>()('tenant.read', keyRef),
  usage: call<KeyUsage>()(
    'tenant.read',
    z.strictObject({
      tenantId: tenantId.nullable(),
      days: z.union([z.literal(30), z.literal(90)]),
    }),
  ),
  /** Databases that a key of the tenant can be narrowed to, as the blueprint names them. */
  databases: call<readonly string[]>()('tenant.read', z.strictObject({ tenantId })),
  create: call<MadeKey>()('tenant.write', z.strictObject({ tenantId, name, scopes, expiresAt })),
  edit: call<KeyDetail>()(
    'tenant.write',
    z.strictObject({
      id: keyIdSchema,
      name: name.optional(),
      scopes: scopes.optional(),
      expiresAt: expiresAt.optional(),
      enabled: z.boolean().optional(),
    }),
  ),
  /** Makes a new key in the place of another one; without `expiresAt` it lives as long as that one was to. */
  rotate: call<MadeKey>()(
    'tenant.write',
    z.strictObject({
      id: keyIdSchema,
      overlapHours: z.number().min(0).max(longestKeyOverlap),
      idleHours: z.number().min(1).max(8760).nullable(),
      expiresAt: expiresAt.optional(),
    }),
  ),
  /** What `revoke` would leave; nothing is changed. */
  previewRevoke: call<RevocationPreview>()('tenant.read', z.strictObject({ keyIds })),
  revoke: call<RevocationReport>()(
    'tenant.write',
    z.strictObject({ keyIds, reason: z.string().max(500), hard: z.boolean() }),
  ),
  /** Whose keys these are, by id and SHA-256 of the whole key; null for what the registry does not know. */
  known: call<readonly (KnownKey | null)[]>()(
    'tenant.read',
    z.strictObject({
      keys: z
        .array(z.strictObject({ id: keyIdSchema, digest: z.string().regex(/^[0-9a-f]{64}$/) }))
        .max(10_000),
    }),
  ),
} as const;
