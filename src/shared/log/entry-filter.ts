import { z } from 'zod';
import { fold } from '../fold-text.ts';
import type { Json } from '../json.ts';

/** What a list of entries is narrowed by; what is left out narrows nothing. */
export const entryFilterShape = {
  tenantId: z.uuid().nullable(),
  actor: z.string().max(200).optional(),
  device: z.string().max(60).optional(),
  action: z.string().max(60).optional(),
  resourceType: z.string().max(60).optional(),
  resourceId: z.string().max(300).optional(),
  outcome: z.enum(['ok', 'failed']).optional(),
  /** ISO instants; `from` belongs to the stretch, `to` does not. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  /** Words that are all found, anywhere in what the entry says of who, what and on what. */
  search: z.string().max(200).optional(),
};
export type EntryFilter = z.infer<z.ZodObject<typeof entryFilterShape>>;

/** What of an entry decides whether a filter finds it. */
export const entryFactsSchema = z.object({
  createdAt: z.string(),
  tenantId: z.string().nullable(),
  actor: z.string(),
  device: z.string(),
  action: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  outcome: z.enum(['ok', 'failed']),
  /** Names that its details tell, besides. */
  names: z.string(),
});
export type EntryFacts = z.infer<typeof entryFactsSchema>;

/** As much of an entry as its facts are made of; what was stored by others may lack anything. */
const bodySchema = z.looseObject({
  createdAt: z.string(),
  tenant_id: z.string().nullable(),
  actor: z.string().catch(''),
  device: z.string().catch(''),
  action: z.string().catch(''),
  resource_type: z.string().catch(''),
  resource_id: z.string().catch(''),
  outcome: z.enum(['ok', 'failed']).catch('ok'),
  details: z.record(z.string(), z.unknown()).catch({}),
});

const naming: ReadonlySet<string> = new Set([
  'name',
  'key',
  'tenant',
  'username',
  'title',
  'email',
]);
const namesLimit = 300;

/** The facts of an entry as it is stored; null for what is none. */
export function entryFacts(body: unknown): EntryFacts | null {
  const read = bodySchema.safeParse(body);
  if (!read.success) return null;
  const { createdAt, tenant_id, actor, device, action, resource_type, resource_id } = read.data;
  const { outcome, details } = read.data;
  return {
    createdAt,
    tenantId: tenant_id,
    actor,
    device,
    action,
    resourceType: resource_type,
    resourceId: resource_id,
    outcome,
    names: namesIn(details),
  };
}

/** Names in the details and in what was before and after, each once. */
function namesIn(details: Readonly<Record<string, unknown>>): string {
  const found = new Set<string>();
  for (const facts of [details, details['after'], details['before']]) {
    if (typeof facts !== 'object' || facts === null) continue;
    for (const [field, value] of Object.entries(facts)) {
      if (naming.has(field) && typeof value === 'string') found.add(value);
    }
  }
  return [...found].join(' ').slice(0, namesLimit);
}

/** Whether a filter finds it; made once for many entries. */
export function entryMatcher(filter: EntryFilter): (facts: EntryFacts) => boolean {
  const wanted = fold(filter.search ?? '')
    .split(/\s+/u)
    .filter((word) => word !== '');
  return (facts) => {
    if (filter.tenantId !== null && facts.tenantId !== filter.tenantId) return false;
    if (filter.actor !== undefined && facts.actor !== filter.actor) return false;
    if (filter.device !== undefined && facts.device !== filter.device) return false;
    if (filter.action !== undefined && facts.action !== filter.action) return false;
    if (filter.resourceType !== undefined && facts.resourceType !== filter.resourceType) {
      return false;
    }
    if (filter.resourceId !== undefined && facts.resourceId !== filter.resourceId) return false;
    if (filter.outcome !== undefined && facts.outcome !== filter.outcome) return false;
    if (filter.from !== undefined && facts.createdAt < filter.from) return false;
    if (filter.to !== undefined && facts.createdAt >= filter.to) return false;
    if (wanted.length === 0) return true;
    const said = saidBy(facts);
    return wanted.every((word) => said.includes(word));
  };
}

function saidBy({ actor, device, action, resourceId, names }: EntryFacts): string {
  return fold(`${actor} ${device} ${action.replaceAll('_', ' ')} ${resourceId} ${names}`);
}

/** True where nothing is narrowed but, perhaps, the tenant. */
export function isWide(filter: EntryFilter): boolean {
  const values: readonly (Json | undefined)[] = [
    filter.actor,
    filter.device,
    filter.action,
    filter.resourceType,
    filter.resourceId,
    filter.outcome,
    filter.from,
    filter.to,
    filter.search,
  ];
  return values.every((value) => value === undefined || value === '');
}
