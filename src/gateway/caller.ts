import type { FastifyRequest } from 'fastify';
import type { TenantRole } from '../shared/documents/membership.ts';
import type { CallerKind, TokenClaims } from './tokens/claims.ts';

/**
 * Who sent a request: what their token says, after its signature, its times and the registry were looked at.
 * It holds for this request only; the next one is looked at anew.
 */
export interface Caller {
  /** The token as it was sent. CouchDB takes the very same one as Bearer. Never logged. */
  readonly token: string;
  readonly claims: TokenClaims;
  readonly kind: CallerKind;
  /** `sub` of the token; equals no account name. Actor of whatever is written on their behalf. */
  readonly subject: string;
  readonly tenantId: string;
  readonly epoch: number;
  readonly access: 'read' | 'write';
  /** Names of the blueprint's databases; null: all of the tenant's. */
  readonly databases: readonly string[] | null;
  readonly keyId: string | null;
  readonly userId: string | null;
  /** Of a person, as the token has it; the registry may know a newer one. */
  readonly role: TenantRole | null;
  /** Milliseconds since 1970: when the token ends, and with it every feed that was opened by it. */
  readonly expiresAt: number;
}

/** Tells who sent a request. */
export interface Callers {
  /**
   * Checks the token of a request and everything it stands for. To be called by every route that serves
   * somebody; the request log and the limits go by it. Errors: GatewayError `token_missing`,
   * `token_invalid`, `token_expired`, `token_revoked`, `access_withdrawn`, `too_many_requests`,
   * `registry_unavailable`.
   */
  readonly of: (request: FastifyRequest) => Promise<Caller>;
  /**
   * Whether a caller would still be let in now; for what stays open longer than a request (feeds). It looks
   * at the clock and the memory only, so it can be asked often.
   */
  readonly stillGood: (caller: Caller) => boolean;
}

/** The same facts of a token that are in every `Caller`. */
export function callerOf(token: string, kind: CallerKind, claims: TokenClaims): Caller {
  return {
    token,
    claims,
    kind,
    subject: claims.sub,
    tenantId: claims.tenant_id,
    epoch: claims.epoch,
    access: claims.access,
    databases: claims.databases ?? null,
    keyId: claims.key_id ?? null,
    userId: claims.user_id ?? null,
    role: claims.role ?? null,
    expiresAt: claims.exp * 1000,
  };
}
