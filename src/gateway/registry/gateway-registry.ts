import type { Command } from '../../shared/commands/command.ts';
import type { ApiKey } from '../../shared/documents/apikey.ts';
import type { Application } from '../../shared/documents/application.ts';
import type { Blueprint } from '../../shared/documents/blueprint.ts';
import type { Invitation } from '../../shared/documents/invitation.ts';
import type { Membership } from '../../shared/documents/membership.ts';
import type { SigningKey } from '../../shared/documents/signing-key.ts';
import type { Tenant } from '../../shared/documents/tenant.ts';
import type { User } from '../../shared/documents/user.ts';
import type { Json } from '../../shared/json.ts';
import type { RegistrySnapshot } from '../../shared/registry-snapshot.ts';

/**
 * How the memory stands to the server's registry.
 * `loading`: nothing was ever read, nobody may be let in; `current`: the feed is open and caught up;
 * `behind`: was current, and CouchDB cannot be reached or its feed is silent; serves on from memory.
 */
export type RegistryState = 'loading' | 'current' | 'behind';

export interface Freshness {
  readonly state: RegistryState;
  /**
   * The memory is known to have held everything up to this instant; null before the first load. While
   * `current` it moves on with the feed's heartbeats (a few seconds apart).
   */
  readonly asOf: Date | null;
  /** CouchDB's sequence that the memory reflects; null before the first load. */
  readonly sequence: string | null;
  /** Why it is behind, as a code of `shared/errors.ts`; null while it is not. */
  readonly problem: string | null;
}

/** What changed, told after the memory has it. */
export interface GatewayChange {
  /** Every document that was read anew or gone, in the order of the feed; one may be named twice. */
  readonly documents: readonly {
    readonly id: string;
    /** The tenants it belongs to now and belonged to before; empty for users, blueprints, keys. */
    readonly tenants: readonly string[];
  }[];
  /**
   * True after a first load or a new one (the database was replaced): anything may have changed, and
   * `documents` is empty.
   */
  readonly everything: boolean;
}

/**
 * What decides on access, read from memory: a look-up costs no copy and no request. Everything is as the
 * safest of all leaves of its document has it. A document that cannot be read is not there; a deleted or
 * damaged revocation revokes still. Soft-deleted documents are returned as they are: look at `deletedAt`,
 * `enabled`, `tenantState`.
 */
export interface RegistryAccess {
  readonly tenant: (tenantId: string) => Tenant | null;
  /** Tenants with this key; more than one where two laptops chose the same offline. */
  readonly tenantsOfKey: (key: string) => readonly Tenant[];
  /** By document id, `blueprint_…`. */
  readonly blueprint: (id: string) => Blueprint | null;
  readonly apiKey: (keyId: string) => ApiKey | null;
  /** Whether there is, or ever was, a revocation of this key in any form. */
  readonly isKeyRevoked: (keyId: string) => boolean;
  readonly membership: (tenantId: string, userId: string) => Membership | null;
  /** Ended ones included. */
  readonly membershipsOfTenant: (tenantId: string) => readonly Membership[];
  readonly membershipsOfUser: (userId: string) => readonly Membership[];
  /** By `user_id`, what follows `user_` in the document's id. */
  readonly user: (userId: string) => User | null;
  /**
   * The person who has signed in as this subject. Where several documents name it, the one whose `user_id`
   * it is, else the first by id.
   */
  readonly userBySub: (sub: string) => User | null;
  /** Everybody with this address, in whatever case it is written, by id; removed people included. */
  readonly usersByAddress: (address: string) => readonly User[];
  readonly application: (appId: string) => Application | null;
  /** Every application, of whatever tenant, that names exactly this issuer; removed ones included. */
  readonly applicationsByIssuer: (issuer: string) => readonly Application[];
  readonly invitation: (invitationId: string) => Invitation | null;
  /** `hash`: SHA-256 of the token, lower-case hexadecimal. */
  readonly invitationByTokenHash: (hash: string) => Invitation | null;
  readonly signingKey: (kid: string) => SigningKey | null;
  /** In whatever state, by kid. */
  readonly signingKeys: () => readonly SigningKey[];
  /** Whether this token was revoked on its own. `jti` is compared as it is. */
  readonly isTokenRevoked: (jti: string) => boolean;
  /**
   * The generations of all leaves of a document together, deleted ones included, by its id; 0: it is not
   * there. It rises with everything that happens to the document, and every gateway has the same.
   */
  readonly generation: (documentId: string) => number;
}

/** Documents that CouchDB keeps for one reader and replicates nowhere (`_local/…`), beside the registry. */
export interface LocalDocuments {
  /** Null: there is none. Errors: those of the CouchDB client. */
  readonly read: (id: string) => Promise<Readonly<Record<string, unknown>> | null>;
  /** Answers the new revision; null where there is another one than `_rev` says. */
  readonly write: (id: string, body: Readonly<Record<string, Json>>) => Promise<string | null>;
}

/** Counts the exchanges of API keys; held in memory and written in batches. */
export interface UsageCounter {
  /** Counts one exchange. Never waits and never throws. */
  readonly count: (keyId: string, tenantId: string, at: Date) => void;
}

/**
 * The registry as a gateway has it: in memory, fed by the changes of `couch-sitter`, and written through the
 * same pure commands as the console's.
 *
 * It holds what a gateway needs and no more: tenants, blueprints, servers, overrides, API keys, revocations,
 * users, memberships, invitations, applications, signing keys, revoked tokens. Service accounts, usage, the
 * lease and audit entries are not read, so that no password hash is ever here; commands that work on service
 * accounts (`change-tenant-key`, `change-blueprint`, `rotate-accounts`, `end-overlap`) or on usage
 * (`end-replaced-keys`) must not be run here.
 */
export interface GatewayRegistry {
  /** For pure code; the same object until something changes. Costs a copy of what changed, so not for every request. */
  readonly snapshot: () => RegistrySnapshot;
  readonly access: RegistryAccess;
  /**
   * Runs a command and writes what it wants to CouchDB; resolves when CouchDB has acknowledged it and the
   * memory has it. Where somebody else was quicker it is read anew and the command runs again, a few times;
   * commands of one gateway run one after the other. Its audit entries are noted in the data folder before
   * the documents are written, and signed into `couch-sitter-log` after: none is lost where the gateway or
   * CouchDB is killed in between. Documents go out in an order that leaves nothing half open: what takes
   * access away or is used up by it first, then what a membership needs, memberships, users last.
   * `actor`: who is said to have done it, in documents and log (1 to 200 characters).
   * Errors: the command's own; `conflict` (others were quicker each time, or the document is damaged);
   * those of the CouchDB client (`server-refused`, …); `registry-behind` before the first load.
   */
  readonly execute: <Result>(command: Command<Result>, actor: string) => Promise<Result>;
  /** The listener must not throw; the answer ends it. */
  readonly onChange: (listener: (change: GatewayChange) => void) => () => void;
  readonly freshness: () => Freshness;
  readonly usage: UsageCounter;
  readonly locals: LocalDocuments;
  /** Resolves when the first load is through, however long CouchDB is away. Rejects only when closed. */
  readonly ready: () => Promise<void>;
  /** Ends the feed and writes what was counted, within a few seconds. */
  readonly close: () => Promise<void>;
}
