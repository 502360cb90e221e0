import { join } from 'node:path';
import { z } from 'zod';
import { refusalReasons } from '../../shared/planning/server-spec.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const fileName = 'applied.json';

const refusedSchema = z.object({
  refusal: z.object({
    tenantId: z.string(),
    key: z.string(),
    reason: z.enum(refusalReasons),
    subject: z.string(),
  }),
  /** What the tenant asked for then; once it asks for something else, the refusal is of the past. */
  wish: z.string(),
});

const agreedSchema = z.object({
  /** Digest of what the tenant wanted when it was last seen in agreement; empty: it differs by now. */
  digest: z.string(),
  /** Digests of its things, each 8 hexadecimal digits, in one text; null: written by an older console. */
  objects: z
    .string()
    .regex(/^([0-9a-f]{8})*$/)
    .nullable(),
});

const refusalsSchema = z.record(z.string(), z.array(refusedSchema)).default({});

const appliedSchema = z.discriminatedUnion('format', [
  z.object({
    format: z.literal(2),
    /** By the server's uuid, then by tenant uuid. */
    servers: z.record(z.string(), z.record(z.string(), agreedSchema)),
    /** By the server's uuid: whom the last plan refused. */
    refusals: refusalsSchema,
  }),
  z.object({
    format: z.literal(1),
    servers: z.record(z.string(), z.record(z.string(), z.string())),
    refusals: refusalsSchema,
  }),
]);

export type Refused = z.infer<typeof refusedSchema>;
export type Agreed = z.infer<typeof agreedSchema>;

export interface AgreementsContent {
  readonly servers: Map<string, Map<string, Agreed>>;
  readonly refusals: Map<string, readonly Refused[]>;
}

/** A damaged file costs nothing but a plan: everything shows as waiting until the next one. */
export async function readAgreements(directory: string): Promise<AgreementsContent> {
  const nothing = { servers: new Map(), refusals: new Map() };
  const text = await readIfPresent(join(directory, fileName));
  if (text === null) return nothing;
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    return nothing;
  }
  const parsed = appliedSchema.safeParse(value);
  if (!parsed.success) return nothing;
  const { data } = parsed;
  const servers =
    data.format === 2
      ? Object.entries(data.servers).map(
          ([uuid, tenants]) => [uuid, new Map(Object.entries(tenants))] as const,
        )
      : Object.entries(data.servers).map(
          ([uuid, tenants]) =>
            [
              uuid,
              new Map(
                Object.entries(tenants).map(([id, digest]) => [id, { digest, objects: null }]),
              ),
            ] as const,
        );
  return { servers: new Map(servers), refusals: new Map(Object.entries(data.refusals)) };
}

export function writeAgreements(
  directory: string,
  { servers, refusals }: AgreementsContent,
): Promise<void> {
  const content = JSON.stringify({
    format: 2,
    servers: Object.fromEntries(
      [...servers].map(([uuid, tenants]) => [uuid, Object.fromEntries(tenants)]),
    ),
    refusals: Object.fromEntries(refusals),
  });
  return writeDurably(join(directory, fileName), content);
}
