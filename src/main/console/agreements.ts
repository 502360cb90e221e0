import type { Provisioning } from '../../shared/bridge/views.ts';
import type { Account } from '../../shared/documents/account.ts';
import type { Blueprint } from '../../shared/documents/blueprint.ts';
import type { Override } from '../../shared/documents/override.ts';
import { isPurged, type Tenant } from '../../shared/documents/tenant.ts';
import { desiredTenant, type TenantWish } from '../../shared/planning/desired.ts';
import { digest, objectDigests } from '../../shared/planning/digest.ts';
import { finished } from '../../shared/planning/remember-objects.ts';
import type { Refusal } from '../../shared/planning/server-spec.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';
import { type Agreed, readAgreements, type Refused, writeAgreements } from './agreements-file.ts';
import { openRememberedProvisioning, type WorkedOut } from './remembered-provisioning.ts';

/**
 * A tenant as the registry has it, and what it asks of the server: a digest of that, or why it can ask
 * nothing. Both are worked out when first asked for, and the specification itself is not kept.
 */
interface Known {
  readonly tenant: Tenant;
  readonly accounts: readonly Account[] | undefined;
  readonly blueprint: Blueprint | undefined;
  readonly overrides: ReadonlyMap<string, Override> | undefined;
  /** Undefined: not worked out yet. */
  refusal: Refusal | null | undefined;
  digest: string | null;
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
  /**
   * The same for a list of many, at once: where it was not worked out since the start, as an earlier start
   * worked it out of the same documents. `warm` puts right what differs, as after an update of the console.
   */
  readonly listed: (tenantId: string) => Provisioning;
  /** Why the last plan refused the tenant as it is now, that of an earlier start of the console included. */
  readonly refusal: (tenantId: string) => Refusal | null;
  /** The same, where it follows from the registry alone or this process saw it on the server. */
  readonly refusalSeenNow: (tenantId: string) => Refusal | null;
  /** How many of all wait, by `listed`. */
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
    /** By tenant uuid: digests of what was seen to be as wanted (`rememberObjects`), where that was looked at. */
    readonly objects?: ReadonlyMap<string, ReadonlySet<string>>;
    /** Ids of operations that were done, by tenant uuid. */
    readonly done?: ReadonlyMap<string, Iterable<string>>;
  }) => Promise<void>;
  /** What of a tenant this device last saw as wanted on the server; null where it never did. */
  readonly objects: (tenantId: string) => ReadonlySet<string> | null;
  /** Whether the tenant was last seen to agree with this very wish, thing by thing. */
  readonly settled: (tenantId: string, wish: string | undefined) => boolean;
  readonly noteDiffering: (tenantIds: Iterable<string>) => void;
  /**
   * Works out everything; `rest` gives others their turn.
   * @returns whether anything that `listed` had said was not so
   */
  readonly warm: (rest: () => Promise<void>) => Promise<boolean>;
  /** Leaves what was worked out for the next start. Errors: `disk-full`, `storage-failed`. */
  readonly keepListed: () => Promise<void>;
}

/** Tenants worked out before others have their turn. */
const warmedAtOnce = 20;

export async function openAgreements(directory: string): Promise<Agreements> {
  const content = await readAgreements(directory);
  const remembered = await openRememberedProvisioning(directory);
  const { servers, refusals: refused } = content;
  const known = new Map<string, Known>();
  let seen: RegistrySnapshot | null = null;
  let server: string | null = null;
  let planRefusals: ReadonlyMap<string, Refused> = new Map();
  /** Whether a plan of this process made them. */
  let refusalsSeenNow = false;
  let version = 0;
  let counted: { readonly version: number; readonly waiting: number } | null = null;
  /** Whether anything was worked out that the next start could be spared. */
  let unkept = false;
  let keeping: Promise<void> = Promise.resolve();
  let writing: Promise<void> = Promise.resolve();
  let unsaved = false;

  function applied(): Map<string, Agreed> {
    if (server === null) return new Map();
    const found = servers.get(server);
    if (found !== undefined) return found;
    const made = new Map<string, Agreed>();
    servers.set(server, made);
    return made;
  }

  function desiredNow({ tenant }: Known): TenantWish | null {
    return seen === null ? null : desiredTenant(seen, tenant);
  }

  /** Why the registry itself refuses it. */
  function ownRefusal(about: Known): Refusal | null {
    if (about.refusal === undefined) {
      unkept = true;
      const wish = desiredNow(about);
      about.refusal = wish?.outcome === 'refused' ? wish.refusal : null;
      // While it is at hand, and only for whom it will be compared.
      const compared = (applied().get(about.tenant.tenant_id)?.digest ?? '') !== '';
      if (compared && wish?.outcome === 'spec') about.digest = digest(wish.spec);
    }
    return about.refusal;
  }

  /** What it asks, as a short text that differs where that does. */
  function wishText(about: Known): string {
    const refused = ownRefusal(about);
    if (refused !== null) return `${refused.reason} ${refused.subject}`;
    if (about.digest === null) {
      const wish = desiredNow(about);
      about.digest = wish?.outcome === 'spec' ? digest(wish.spec) : '';
    }
    return about.digest;
  }

  function refusal(tenantId: string): Refusal | null {
    const about = known.get(tenantId);
    if (about === undefined) return null;
    const own = ownRefusal(about);
    if (own !== null) return own;
    const planned = planRefusals.get(tenantId);
    if (planned === undefined) return null;
    return planned.wish === wishText(about) ? planned.refusal : null;
  }

  function provisioning(tenantId: string): Provisioning {
    const about = known.get(tenantId);
    if (about === undefined) return 'waiting';
    // Nothing is wanted of it any more.
    if (isPurged(about.tenant)) return 'applied';
    if (refusal(tenantId) !== null) return 'refused';
    // Who was never seen has no digest to compare with, so none is made.
    const seenDigest = applied().get(tenantId)?.digest ?? '';
    return seenDigest !== '' && seenDigest === wishText(about) ? 'applied' : 'waiting';
  }

  /** Everything that `provisioning` follows from, but for the console's own rules. */
  function sources({ tenant, accounts = [], blueprint, overrides }: Known): string {
    const documents = [tenant, ...accounts, blueprint, ...(overrides?.values() ?? [])];
    const revisions = documents.map((document) => shortRevision(document?._rev));
    const seenDigest = applied().get(tenant.tenant_id)?.digest ?? '';
    const refusedWish = planRefusals.get(tenant.tenant_id)?.wish ?? '';
    return `${revisions.join(' ')} ${seenDigest} ${refusedWish}`;
  }

  function listed(tenantId: string): Provisioning {
    const about = known.get(tenantId);
    const unknown = about !== undefined && about.refusal === undefined;
    const before = unknown ? remembered.read(tenantId, sources(about)) : null;
    return before ?? provisioning(tenantId);
  }

  function* workedOut(): Generator<WorkedOut> {
    for (const [id, about] of known) {
      const of = sources(about);
      const before = about.refusal === undefined ? remembered.read(id, of) : provisioning(id);
      if (before !== null) yield { id, of, provisioning: before };
    }
  }

  function save(): Promise<void> {
    writing = writing
      .catch(() => undefined)
      .then(() => writeAgreements(directory, content))
      .then(() => {
        unsaved = false;
      });
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
        known.set(id, {
          tenant,
          accounts,
          blueprint,
          overrides,
          refusal: undefined,
          digest: null,
        });
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
    listed,
    refusal,
    refusalSeenNow: (tenantId) => {
      const found = refusal(tenantId);
      const about = known.get(tenantId);
      const ofRegistry = about !== undefined && ownRefusal(about) !== null;
      return refusalsSeenNow || ofRegistry ? found : null;
    },
    waiting: () => {
      if (counted?.version !== version) {
        let waiting = 0;
        for (const id of known.keys()) if (listed(id) === 'waiting') waiting += 1;
        counted = { version, waiting };
      }
      return counted.waiting;
    },
    version: () => version,
    everApplied: (tenantId) => [...servers.values()].some((tenants) => tenants.has(tenantId)),
    wishes: () => new Map([...known].map(([id, about]) => [id, wishText(about)])),
    record: async ({ agreed, differing, refusals, wishes, objects, done }) => {
      const tenants = applied();
      const keep = (id: string, change: Partial<Agreed>) => {
        unsaved = note(tenants, id, change) || unsaved;
      };
      for (const [id, seenDigest] of agreed) keep(id, { digest: seenDigest });
      // Kept with an impossible digest, so that it stays known that the tenant was there once.
      for (const id of differing) if (tenants.has(id)) keep(id, { digest: '' });
      for (const [id, seenObjects] of objects ?? []) {
        if (seenObjects.size === 0 && !tenants.has(id)) continue;
        keep(id, { objects: [...seenObjects].join('') });
      }
      for (const [id, operationIds] of done ?? []) {
        const about = known.get(id);
        // What was done is what was wanted then.
        if (about === undefined || wishText(about) !== wishes.get(id)) continue;
        const wish = desiredNow(about);
        if (wish?.outcome !== 'spec') continue;
        const digests = objectDigests(wish.spec);
        const added = finished(operationIds).flatMap((one) => digests.get(one) ?? []);
        const all = new Set([...(objectsOf(tenants.get(id)) ?? []), ...added]);
        keep(id, { objects: [...all].join('') });
      }
      const list = refusals.map((refusal) => ({
        refusal,
        wish: wishes.get(refusal.tenantId) ?? '',
      }));
      unsaved ||= JSON.stringify(list) !== JSON.stringify(refused.get(server ?? '') ?? []);
      planRefusals = byTenant(list);
      refusalsSeenNow = true;
      if (server !== null) refused.set(server, list);
      version += 1;
      if (unsaved) await save();
    },
    objects: (tenantId) => objectsOf(applied().get(tenantId)),
    settled: (tenantId, wish) => {
      const agreed = applied().get(tenantId);
      return wish !== undefined && agreed?.digest === wish && agreed.objects !== null;
    },
    noteDiffering: (tenantIds) => {
      const tenants = applied();
      for (const id of tenantIds) unsaved = note(tenants, id, { digest: '' }) || unsaved;
      version += 1;
    },
    warm: async (rest) => {
      let looked = 0;
      let wrong = false;
      for (const id of [...known.keys()]) {
        if (listed(id) !== provisioning(id)) wrong = true;
        looked += 1;
        if (looked % warmedAtOnce === 0) await rest();
      }
      if (wrong) version += 1;
      return wrong;
    },
    keepListed: () => {
      if (unkept) {
        unkept = false;
        keeping = keeping.catch(() => undefined).then(() => remembered.keep(workedOut()));
      }
      return keeping;
    },
  };
}

/** Answers whether that is something new. */
function note(tenants: Map<string, Agreed>, id: string, change: Partial<Agreed>): boolean {
  const before = tenants.get(id);
  const after = { digest: '', objects: null, ...before, ...change };
  if (before?.digest === after.digest && before.objects === after.objects) return false;
  tenants.set(id, after);
  return true;
}

function objectsOf(agreed: Agreed | undefined): ReadonlySet<string> | null {
  const { objects } = agreed ?? { objects: null };
  return objects === null ? null : new Set(objects.match(/.{8}/g));
}

/** As `3-1f0c29ab`: enough to tell the revisions of one document from each other. */
function shortRevision(revision: string | undefined): string {
  return revision === undefined ? '' : revision.slice(0, revision.indexOf('-') + 9);
}

function byTenant(list: readonly Refused[]): ReadonlyMap<string, Refused> {
  return new Map(list.map((one) => [one.refusal.tenantId, one]));
}
