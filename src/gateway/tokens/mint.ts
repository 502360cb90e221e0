import { CompactSign } from 'jose';
import type { Clock } from '../../shared/clock.ts';
import { GatewayError } from '../errors.ts';
import { claimsSchema, rolesClaim, seconds, type TokenClaims } from './claims.ts';
import { subjectOf, type Grant } from './grant.ts';
import type { SigningKeys } from './signing-keys.ts';
import { roleProblem, sharedRole, tokenRoles } from './token-roles.ts';

export interface MintedToken {
  readonly token: string;
  readonly claims: TokenClaims;
}

/** Signs tokens with the key in use. Every method's error: GatewayError `no_signing_key`. */
export interface Mint {
  /** For somebody. Error: also `key_refused` where what they were granted is over. */
  readonly token: (grant: Grant) => Promise<MintedToken>;
  /**
   * For the gateway itself, to reach the databases that tenants share; good for a minute or two. It is
   * accepted by CouchDB and by no gateway.
   */
  readonly shared: () => Promise<{ readonly token: string; readonly expiresAt: number }>;
}

/** Seconds that a token of the gateway's own is good for. */
const ownLife = 120;

export interface MintOptions {
  /** `iss`: the address of the gateways. */
  readonly issuer: string;
  readonly gateway: string;
  readonly lifeSeconds: number;
  readonly keys: Pick<SigningKeys, 'active'>;
  readonly clock: Clock;
  readonly uuid: () => string;
}

const encoder = new TextEncoder();

export function createMint({ issuer, gateway, lifeSeconds, keys, clock, uuid }: MintOptions): Mint {
  const signed = async (claims: Record<string, unknown>): Promise<string> => {
    const key = keys.active();
    if (key === null) throw new GatewayError('no_signing_key');
    // A JWT is a JWS over claims (RFC 7519, section 3); what `SignJWT` does beside that is done here already.
    return await new CompactSign(encoder.encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
      .sign(key.privateKey);
  };
  return {
    token: async (grant) => {
      const now = seconds(clock.now());
      const last = grant.notAfter === null ? Infinity : seconds(new Date(grant.notAfter));
      const { holder, databases } = grant;
      const roles = tokenRoles(grant);
      const problem = roleProblem(roles, grant);
      // Never seen; were it, the caller could do nothing about it.
      if (problem !== null) throw new Error(`The roles of a token are wrong: ${problem}.`);
      const exp = Math.min(now + lifeSeconds, last);
      if (exp <= now) throw new GatewayError('key_refused');
      const claims = claimsSchema.parse({
        iss: issuer,
        sub: subjectOf(holder),
        iat: now,
        exp,
        jti: uuid(),
        tenant_id: grant.tenantId,
        epoch: grant.epoch,
        access: grant.access,
        ...(databases === null ? {} : { databases: [...databases] }),
        ...holderClaims(holder),
        [rolesClaim]: [...roles],
      });
      return { token: await signed(claims), claims };
    },
    shared: async () => {
      const now = seconds(clock.now());
      const exp = now + ownLife;
      const token = await signed({
        iss: issuer,
        sub: `gateway:${gateway}`,
        iat: now,
        exp,
        jti: uuid(),
        [rolesClaim]: [sharedRole],
      });
      return { token, expiresAt: exp * 1000 };
    },
  };
}

function holderClaims(holder: Grant['holder']): Partial<TokenClaims> {
  switch (holder.kind) {
    case 'api-key':
      return { key_id: holder.keyId };
    case 'person':
      return { user_id: holder.userId, role: holder.role, auth_time: holder.signedInAt };
    case 'application':
      return { app_id: holder.appId, auth_time: holder.signedInAt };
  }
}
