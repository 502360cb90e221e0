import { z } from 'zod';
import { tenantDescriptionLimit, tenantNameLimit } from '../../documents/tenant.ts';
import { jsonSchema } from '../../json.ts';
import type { ImportReport, KeyCheck, TenantDetail, TenantPage } from '../views.ts';
import type {
  BlueprintChange,
  BlueprintChoice,
  TenantBulkReport,
  TenantOnServer,
  TenantsExported,
} from '../tenant-views.ts';
import { call, nothing, page } from './call.ts';

const tenantRef = z.strictObject({ id: z.uuid() });
const keyText = z.string().max(1000);
const name = z.string().trim().min(1).max(tenantNameLimit);
const description = z.string().max(tenantDescriptionLimit);
const ownerEmail = z.string().trim().max(320).nullable();
/** The revision that was seen: where the tenant was edited since, the call is refused (`conflict`). */
const seen = z.string().max(100).nullable().optional();
const seenTenant = tenantRef.extend({ seen });
const blueprint = z.string().max(60);

const query = {
  search: z.string().max(500),
  state: z.enum(['current', 'active', 'suspended', 'archived', 'deleted', 'all']),
  waiting: z.boolean(),
  refused: z.boolean().optional(),
  conflict: z.boolean().optional(),
  drifted: z.boolean().optional(),
  ownerless: z.boolean().optional(),
  blueprint: blueprint.nullable().optional(),
  /** Document id of a home server; empty: the one this registry is replicated with. */
  server: z.string().max(60).nullable().optional(),
  sort: z.enum([
    'name',
    'key',
    'state',
    'provisioning',
    'databases',
    'blueprint',
    'owner',
    'createdAt',
    'updatedAt',
  ]),
  direction: z.enum(['asc', 'desc']),
};

const ids = z.array(z.uuid()).min(1).max(100_000);

const bulkAction = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.enum(['suspend', 'activate', 'archive', 'unarchive', 'remove', 'restore']),
  }),
  z.strictObject({ do: z.literal('readOnly'), on: z.boolean() }),
  z.strictObject({ do: z.literal('blueprint'), blueprint }),
]);

export const tenantsCalls = {
  list: call<TenantPage>()('tenant.read', z.strictObject({ ...query, ...page })),
  /** Ids of all that a filter finds, in the order of the list. */
  found: call<readonly string[]>()('tenant.read', z.strictObject(query)),
  get: call<TenantDetail>()('tenant.read', tenantRef),
  checkKey: call<KeyCheck>()(
    'tenant.read',
    z.strictObject({ key: keyText, blueprint: z.string().max(60) }),
  ),
  create: call<TenantDetail>()(
    'tenant.write',
    z.strictObject({
      key: keyText,
      name,
      description: description.default(''),
      ownerEmail: ownerEmail.default(null),
      blueprint: z.string().max(60).default('blueprint_shop'),
    }),
  ),
  edit: call<TenantDetail>()(
    'tenant.write',
    z.strictObject({
      id: z.uuid(),
      seen,
      name: name.optional(),
      description: description.optional(),
      ownerEmail: ownerEmail.optional(),
      configuration: z.record(z.string().max(200), jsonSchema).optional(),
    }),
  ),
  /** Only while nothing of the tenant was ever provisioned, or its key was refused by the planner. */
  changeKey: call<TenantDetail>()('tenant.write', z.strictObject({ id: z.uuid(), key: keyText })),
  suspend: call<TenantDetail>()('tenant.write', seenTenant),
  /**
   * Raises the epoch: every token given out until now is refused, for good. Stays active; its accounts
   * keep their passwords and get the roles of the new epoch with the same plan.
   */
  revokeTokens: call<TenantDetail>()('tenant.write', tenantRef),
  setFlags: call<TenantDetail>()(
    'tenant.write',
    z.strictObject({
      id: z.uuid(),
      seen,
      readOnly: z.boolean().optional(),
      overQuota: z.boolean().optional(),
    }),
  ),
  activate: call<TenantDetail>()('tenant.write', seenTenant),
  archive: call<TenantDetail>()('tenant.write', seenTenant),
  unarchive: call<TenantDetail>()('tenant.write', seenTenant),
  /**
   * Soft: to the trash, access withdrawn, nothing removed. The tenant one works in only with its key as
   * `confirm` (`confirmation-needed`).
   */
  remove: call<TenantDetail>()(
    'tenant.write',
    seenTenant.extend({ confirm: z.string().max(200).nullable().optional() }),
  ),
  restore: call<TenantDetail>()('tenant.write', seenTenant),
  /** Never deletes anything on a server: what the new blueprint has not stays there, unmanaged. */
  setBlueprint: call<TenantDetail>()('tenant.write', seenTenant.extend({ blueprint })),
  /** What a change of blueprint would leave behind and make. */
  blueprintChange: call<BlueprintChange>()('tenant.read', z.strictObject({ ids, blueprint })),
  /** The blueprints there are, by title. */
  blueprints: call<readonly BlueprintChoice[]>()('tenant.read', nothing),
  /**
   * One thing done to many, some hundred in a write; progress is told by `tenants.progress`. One that is
   * refused keeps no other from being done. `runId`: chosen by the caller, for cancelling.
   */
  bulk: call<TenantBulkReport>()(
    'tenant.write',
    z.strictObject({ runId: z.uuid(), ids, action: bulkAction }),
  ),
  cancelBulk: call<null>()('tenant.write', z.strictObject({ runId: z.uuid() })),
  /** Takes back what `bulk` did; whatever was edited in between is refused and stays. */
  undoBulk: call<TenantBulkReport>()(
    'tenant.write',
    z.strictObject({ runId: z.uuid(), undoId: z.uuid() }),
  ),
  /** As a table: RFC 4180 with the header `key,name,state,…`. */
  exportCsv: call<{ readonly text: string }>()('tenant.read', z.strictObject({ ids })),
  /**
   * As files, into a new folder in one that somebody chooses in the system's dialog; null where they did
   * not. Errors: `not-allowed-in-state` where there is no dialog, `disk-full`, `storage-failed`.
   */
  exportFiles: call<TenantsExported | null>()('tenant.read', z.strictObject({ ids })),
  /** What this device last saw of it on its server. */
  onServer: call<TenantOnServer>()('tenant.read', tenantRef),
  /** RFC 4180 with the header `key,name` or `key,name,owner`. All lines or none. */
  importCsv: call<ImportReport>()(
    'tenant.write',
    z.strictObject({ text: z.string().max(20_000_000) }),
  ),
} as const;
