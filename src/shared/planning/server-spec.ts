import type { Json } from '../json.ts';
import type { CredentialHash } from '../documents/account.ts';
import type { SigningKeyState } from '../documents/signing-key.ts';
import type { TenantState } from '../documents/tenant.ts';
import type { SecurityObject } from './security-object.ts';

/** A design document as it should be. */
export interface DesignSpec {
  /** `_design/…` */
  readonly id: string;
  /** Everything but `_id` and `_rev`. */
  readonly body: Readonly<Record<string, Json>>;
  /** Stands in the document as `mycouch.version`; a higher one on a server comes from a newer console. Null: exactly this body. */
  readonly version: number | null;
}

/** A Mango index as it should be. */
export interface IndexSpec {
  readonly name: string;
  /** Id of its design document, `_design/…`. */
  readonly design: string;
  readonly fields: readonly (string | Readonly<Record<string, 'asc' | 'desc'>>)[];
  readonly partialFilter: Readonly<Record<string, Json>> | null;
}

export interface DatabaseSpec {
  readonly name: string;
  readonly q: number;
  readonly security: SecurityObject;
  readonly designs: readonly DesignSpec[];
  readonly indexes: readonly IndexSpec[];
  /** Null: as the server has it. */
  readonly revsLimit: number | null;
}

export interface UserSpec {
  readonly username: string;
  readonly account: string;
  readonly roles: readonly string[];
  readonly credentialId: string;
  readonly hash: CredentialHash;
}

/** What one tenant should have on its server. */
export interface TenantSpec {
  readonly tenantId: string;
  readonly key: string;
  readonly generation: number;
  /**
   * Only an active tenant is given something new. Of any other one, what is on the server and carries its
   * marker is closed, and nothing is created.
   */
  readonly state: TenantState;
  /** ISO instant; decides between two tenants that want the same names. */
  readonly createdAt: string;
  readonly databases: readonly DatabaseSpec[];
  readonly users: readonly UserSpec[];
}

export const refusalReasons = [
  'key-invalid',
  'name-invalid',
  'key-collision',
  'blueprint-missing',
  'blueprint-invalid',
  'account-missing',
  'database-unmanaged',
  'user-unmanaged',
  'owned-by-other-tenant',
  'newer-generation',
  'marker-broken',
  'new-databases-public',
  'purge-not-deleted',
  'purge-not-withdrawn',
] as const;

/** Why nothing is done for one tenant, as a whole. */
export interface Refusal {
  readonly tenantId: string;
  readonly key: string;
  readonly reason: (typeof refusalReasons)[number];
  /** A database or user name, or the other tenant's id; empty where the reason says all. */
  readonly subject: string;
}

/** A gateway's signing key as every node of the server should know it. */
export interface SigningKeySpec {
  /** Its name in `[jwt_keys]`: `ec:KID` or `rsa:KID`. */
  readonly name: string;
  /** The public key as configuration holds it: PEM with `\\n` for each newline. */
  readonly value: string;
  readonly gateway: string;
  /** A retired one should not be there; any other should. */
  readonly state: SigningKeyState;
}

/** What should be on one server. */
export interface ServerSpec {
  readonly tenants: readonly TenantSpec[];
  readonly refusals: readonly Refusal[];
  /** By name. Keys that are not named here are nobody's business. */
  readonly signingKeys: readonly SigningKeySpec[];
  /** Somebody decided that tokens are not looked at; absent: they are as soon as a signing key wants it. */
  readonly jwtHandler?: 'off';
}
