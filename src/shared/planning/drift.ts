/** What somebody may have done on a server by hand. */
export const driftKinds = [
  /** Anyone may read the database. An alarm; never adopted. */
  'database-public',
  /** Names or roles were added to members or administrators. */
  'access-added',
  /** Names or roles that belong there are gone, or the console's marker is. */
  'access-removed',
  /** Only the console's own marker in `_security` was changed. */
  'marker-changed',
  'database-deleted',
  /** A database appeared that no registry entry wants. */
  'database-added',
  'design-changed',
  'design-removed',
  'index-changed',
  'index-removed',
  'limit-changed',
  'account-removed',
  'account-roles-changed',
  'account-password-changed',
  /** A gateway's signing key that CouchDB had taken is not on a node. */
  'signing-key-removed',
  /** Another key stands under the name of a gateway's signing key. */
  'signing-key-changed',
] as const;

export type DriftKind = (typeof driftKinds)[number];

/** One change made by hand, named. */
export interface DriftFinding {
  /** `kind subject`; stable while it lasts. */
  readonly id: string;
  readonly kind: DriftKind;
  /** Null for a database that belongs to nobody, and for the server as a whole. */
  readonly tenantId: string | null;
  readonly tenantKey: string | null;
  /** Database, `database/_design/…`, `database/index`, user name, or node and name of a key. */
  readonly subject: string;
  /** Short words for a person: which roles were added, which documents are missing. Never a secret. */
  readonly detail: string;
  /** Operations of the plan that put it right; empty where there is nothing to put right. */
  readonly corrections: readonly string[];
  /** Whether it may become an override instead. */
  readonly adoptable: boolean;
  /** Must be looked at now. */
  readonly alarm: boolean;
}
