import { join } from 'node:path';
import { z } from 'zod';
import { securityMarkerSchema } from '../../shared/planning/security-object.ts';
import type {
  ObservedDatabase,
  ObservedUser,
  ServerCapabilities,
  ServerState,
} from '../../shared/planning/server-state.ts';
import { readIfPresent, writeDurably } from '../files/durable-file.ts';

const names = z.array(z.string());
const principals = z.object({ names, roles: names });

const databaseSchema = z.object({
  name: z.string(),
  documents: z.number(),
  deletedDocuments: z.number().nullable(),
  updateSeq: z.string(),
  security: z.object({
    admins: principals,
    members: principals,
    mycouch: securityMarkerSchema.exactOptional(),
    markerBroken: z.boolean(),
    otherKeys: names,
  }),
  designs: z.array(
    z.object({
      id: z.string(),
      rev: z.string(),
      version: z.number().nullable(),
      digest: z.string(),
    }),
  ),
  indexes: z.array(z.object({ name: z.string(), design: z.string(), digest: z.string() })),
  revsLimit: z.number().nullable(),
}) satisfies z.ZodType<ObservedDatabase>;

const userSchema = z.object({
  username: z.string(),
  rev: z.string(),
  roles: names,
  credential: z.enum(['ours', 'rehashed', 'replaced', 'unknown']),
  marker: z.object({ tenant: z.string(), account: z.string(), credential: z.string() }).nullable(),
}) satisfies z.ZodType<ObservedUser>;

const capabilitiesSchema = z.object({
  version: z.string(),
  pbkdf2Prf: z.boolean(),
  newDatabasesPublic: z.boolean(),
  practice: z.boolean(),
  nodes: names,
  jwt: z.boolean(),
  databaseUpdates: z.boolean(),
}) satisfies z.ZodType<ServerCapabilities>;

const fileSchema = z.object({
  format: z.literal(1),
  couchdbUuid: z.string(),
  asOf: z.iso.datetime(),
  names,
  applied: names,
  capabilities: capabilitiesSchema,
  databases: z.array(databaseSchema),
  users: z.array(userSchema),
  unmanagedDatabases: names,
});

/** What a server was when this device last looked at it. No secret and no hash is in it. */
export interface RememberedServer {
  /** ISO instant of the last look at everything. */
  readonly asOf: string;
  readonly state: ServerState;
  /** Every database there was. */
  readonly names: ReadonlySet<string>;
  /** Uuids of tenants of which something was applied after that look. */
  readonly applied: ReadonlySet<string>;
}

/** Null where this device never looked at the server; a damaged file is as good as none. */
export async function readRememberedServer(
  directory: string,
  couchdbUuid: string,
): Promise<RememberedServer | null> {
  const text = await readIfPresent(pathOf(directory, couchdbUuid)).catch(() => null);
  if (text === null) return null;
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success || parsed.data.couchdbUuid !== couchdbUuid) return null;
  const { asOf, capabilities, databases, users, unmanagedDatabases, applied } = parsed.data;
  return {
    asOf,
    names: new Set(parsed.data.names),
    applied: new Set(applied),
    state: {
      couchdbUuid,
      capabilities,
      databases: new Map(databases.map((one) => [one.name, one])),
      users: new Map(users.map((one) => [one.username, one])),
      // Few and quickly read, and nothing is told of them while the server is away.
      nodes: new Map(),
      unmanagedDatabases,
      requests: 0,
      milliseconds: 0,
    },
  };
}

export function writeRememberedServer(
  directory: string,
  { asOf, state, names: all, applied }: RememberedServer,
): Promise<void> {
  const { couchdbUuid, capabilities, databases, users, unmanagedDatabases } = state;
  const content = JSON.stringify({
    format: 1,
    couchdbUuid,
    asOf,
    names: [...all],
    applied: [...applied],
    capabilities,
    databases: [...databases.values()],
    users: [...users.values()],
    unmanagedDatabases,
  });
  return writeDurably(pathOf(directory, couchdbUuid), content);
}

function pathOf(directory: string, couchdbUuid: string): string {
  return join(directory, `seen-${couchdbUuid}.json`);
}
