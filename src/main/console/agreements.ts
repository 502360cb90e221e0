import { join } from 'node:path';
import { z } from 'zod';
import type { Provisioning } from '../../shared/bridge/views.ts';
import type { Account } from '../../shared/documents/account.ts';
import type { Blueprint } from '../../shared/documents/blueprint.ts';
import type { Override } from '../../shared/documents/override.ts';
import { isPurged, type Tenant } from '../../shared/documents/tenant.ts';
import { desiredTenant } from '../../shared/planning/desired.ts';
import { digest } from '../../shared/planning/digest.ts';
import { refusalReasons, type Refusal } from '../../shared/planning/server-spec.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
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
const appliedSchema = z.object({
  format: z.literal(1),
  /** By the server's uuid, then by tenant uuid: the digest last seen in agreement. */
  servers: z.record(z.string(), z.record(z.string(), z.string())),
  /** By the server's uuid: whom the last plan refused. Files of older consoles have none. */
  refusals: z.record(z.string(), z.array(refusedSchema)).default({}),
});

type Refused = z.infer<typeof refusedSchema>;

/** What one tenant asks of the server right now: a digest of it, or why it can ask nothing. */
type Wish = { readonly digest: () => string } | { readonly refusal: Refusal };

interface Known {
  readonly tenant: Tenant;
  readonly accounts: readonly Account[] | undefined;
  readonly blueprint: Blueprint | undefined;
  readonly overrides: ReadonlyMap<string, Override> | undefined;
  readonly wish: Wish;
}

/**
 * What this device has seen to agree with the server, tenant by tenant. Kept on the device and not
 * replicated: another console's word is no observation.
 */
export interface Agreements {
  /** Takes over what changed in the registry since the last call. */
  readonly refresh: (snapshot: RegistrySnapshot) => void;
  /** The server that is spoken of; null where none is connected. */
  readonly useServer: (couchdbUuid: string | null) => void;
  readonly provisioning: (tenantId: string) => Provisioning;
  /** Why the last plan refused the tenant as it is now, that of an earlier start of the console included. */
  readonly refusal: (tenantId: string) => Refusal | null;
  /** The same, where it follows from the registry alone or this process saw it on the server. */
  readonly refusalSeenNow: (tenantId: string) => Refusal | null;
  readonly waiting: () => number;
  /** Rises whenever an answer of the above may have changed. */
  readonly version: () => number;
  /** Whether this device ever saw the tenant on any server. */
  readonly everApplied: (tenantId: string) => boolean;
  /** What every tenant asks now; a later one that differs makes a plan stale. */
  readonly wishes: () => ReadonlyMap<string, string>;
  /** Notes what an observation showed: who agrees with which digest, and who does not. */
  readonly record: (seen: {
    readonly agreed: ReadonlyMap<string, string>;
    readonly differing: Iterable<string>;
    readonly refusals: readonly Refusal[];
    /** What every tenant asked for when it was looked at. */
    readonly wishes: ReadonlyMap<string, string>;
  }) => Promise<void>;
  readonly noteDiffering: (tenantIds: Iterable<string>) => void;
}

export async function openAgreements(directory: string): Promise<Agreements> {
  const path = join(directory, fileName);
  const { servers, refusals: refused } = await readApplied(path);
  const known = new Map<string, Known>();
  let seen: RegistrySnapshot | null = null;
  let server: string | null = null;
  let planRefusals: ReadonlyMap<string, Refused> = new Map();
  /** Whether a plan of this process made them. */
  let refusalsSeenNow = false;
  let version = 0;
  let counted: { readonly version: number; readonly waiting: number } | null = null;
  let writing: Promise<void> = Promise.resolve();

  function applied(): Map<string, string> {
    if (server === null) return new Map();
    const found = servers.get(server);
    if (found !== undefined) return found;
    const made = new Map<string, string>();
    servers.set(server, made);
    return made;
  }

  function refusal(tenantId: string): Refusal | null {
    const wish = known.get(tenantId)?.wish;
    if (wish !== undefined && 'refusal' in wish) return wish.refusal;
    const planned = planRefusals.get(tenantId);
    if (planned === undefined || wish === undefined) return null;
    return planned.wish === wishText(wish) ? planned.refusal : null;
  }

  function provisioning(tenantId: string): Provisioning {
    const { tenant, wish } = known.get(tenantId) ?? {};
    // Nothing is wanted of it any more.
    if (tenant !== undefined && isPurged(tenant)) return 'applied';
    if (refusal(tenantId) !== null) return 'refused';
    if (wish === undefined || 'refusal' in wish) return 'waiting';
    // Who was never seen has no digest to compare with, so none is made.
    const seenDigest = applied().get(tenantId) ?? '';
    return seenDigest !== '' && seenDigest === wish.digest() ? 'applied' : 'waiting';
  }

  function save(): Promise<void> {
    const content = JSON.stringify({
      format: 1,
      servers: Object.fromEntries(
        [...servers].map(([uuid, tenants]) => [uuid, Object.fromEntries(tenants)]),
      ),
      refusals: Object.fromEntries(refused),
    });
    writing = writing.catch(() => undefined).then(() => writeDurably(path, content));
    return writing;
  }

  return {
    refresh: (snapshot) => {
      if (snapshot === seen) return;
      seen = snapshot;
      let changed = false;
      for (const [id, tenant] of snapshot.tenants) {
        const accounts = snapshot.accounts.get(id);
        const blueprint = snapshot.blueprints.get(tenant.blueprint);
        const overrides = snapshot.overrides.get(id);
        const before = known.get(id);
        if (
          before?.tenant === tenant &&
          before.accounts === accounts &&
          before.blueprint === blueprint &&
          before.overrides === overrides
        ) {
          continue;
        }
        const wanted = desiredTenant(snapshot, tenant);
        const wish: Wish =
          wanted.outcome === 'spec'
            ? { digest: once(() => digest(wanted.spec)) }
            : { refusal: wanted.refusal };
        known.set(id, { tenant, accounts, blueprint, overrides, wish });
        changed = true;
      }
      if (known.size !== snapshot.tenants.size) {
        for (const id of [...known.keys()]) {
          if (!snapshot.tenants.has(id)) known.delete(id);
        }
        changed = true;
      }
      if (changed) version += 1;
    },
    useServer: (couchdbUuid) => {
      if (couchdbUuid === server) return;
      server = couchdbUuid;
      const known = server === null ? [] : (refused.get(server) ?? []);
      planRefusals = byTenant(known);
      refusalsSeenNow = false;
      version += 1;
    },
    provisioning,
    refusal,
    refusalSeenNow: (tenantId) => {
      const found = refusal(tenantId);
      const ofRegistry = 'refusal' in (known.get(tenantId)?.wish ?? {});
      return refusalsSeenNow || ofRegistry ? found : null;
    },
    waiting: () => {
      if (counted?.version !== version) {
        let waiting = 0;
        for (const id of known.keys()) if (provisioning(id) === 'waiting') waiting += 1;
        counted = { version, waiting };
      }
      return counted.waiting;
    },
    version: () => version,
    everApplied: (tenantId) => [...servers.values()].some((tenants) => tenants.has(tenantId)),
    wishes: () => new Map([...known].map(([id, { wish }]) => [id, wishText(wish)])),
    record: async ({ agreed, differing, refusals, wishes }) => {
      const tenants = applied();
      for (const [id, seenDigest] of agreed) tenants.set(id, seenDigest);
      // Kept with an impossible digest, so that it stays known that the tenant was there once.
      for (const id of differing) if (tenants.has(id)) tenants.set(id, '');
      const list = refusals.map((refusal) => ({
        refusal,
        wish: wishes.get(refusal.tenantId) ?? '',
      }));
      planRefusals = byTenant(list);
      refusalsSeenNow = true;
      if (server !== null) refused.set(server, list);
      version += 1;
      await save();
    },
    noteDiffering: (tenantIds) => {
      const tenants = applied();
      for (const id of tenantIds) tenants.set(id, '');
      version += 1;
    },
  };
}

function wishText(wish: Wish): string {
  return 'digest' in wish ? wish.digest() : `${wish.refusal.reason} ${wish.refusal.subject}`;
}

function byTenant(list: readonly Refused[]): ReadonlyMap<string, Refused> {
  return new Map(list.map((one) => [one.refusal.tenantId, one]));
}

function once(make: () => string): () => string {
  let made: string | null = null;
  return () => (made ??= make());
}

/** A damaged file costs nothing but a plan: everything shows as waiting until the next one. */
async function readApplied(path: string): Promise<{
  readonly servers: Map<string, Map<string, string>>;
  readonly refusals: Map<string, readonly Refused[]>;
}> {
  const nothing = { servers: new Map(), refusals: new Map() };
  const text = await readIfPresent(path);
  if (text === null) return nothing;
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    return nothing;
  }
  const parsed = appliedSchema.safeParse(value);
  if (!parsed.success) return nothing;
  return {
    servers: new Map(
      Object.entries(parsed.data.servers).map(([uuid, tenants]) => [
        uuid,
        new Map(Object.entries(tenants)),
      ]),
    ),
    refusals: new Map(Object.entries(parsed.data.refusals)),
  };
}
