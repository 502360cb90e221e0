import { decodeJwt, jwtVerify } from 'jose';
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { clockLeeway } from './claims.ts';
import type { IssuerKeys } from './issuer-keys.ts';

/** Signatures that can be checked with a public key, and only those. */
const algorithms = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const longestToken = 16_384;

/** What is taken from a token of an issuer elsewhere. Anything else in it is nobody's business here. */
const issuedSchema = z.object({
  sub: z.string().min(1).max(255),
  exp: z.number(),
  iat: z.number().optional(),
  email: z.string().max(320).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  name: z.string().max(1000).optional().catch(undefined),
  picture: z.string().max(2000).optional().catch(undefined),
});

const unverifiedSchema = z.object({
  iss: z.string().min(1).max(500),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
});

/** Whom an issuer elsewhere says that somebody is. */
export interface IssuedIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** True only where the issuer says so. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly picture: string | null;
  /** Seconds since 1970. */
  readonly signedInAt: number;
}

/** Whose token it says it is, before anything was checked: for choosing whom to ask, and nothing else. */
export function claimedIssuer(token: string): {
  readonly issuer: string;
  readonly audiences: readonly string[];
} {
  if (token.length > longestToken) throw new GatewayError('issuer_token_refused');
  try {
    const { iss, aud } = unverifiedSchema.parse(decodeJwt(token));
    return { issuer: iss, audiences: aud === undefined ? [] : [aud].flat() };
  } catch {
    throw new GatewayError('issuer_token_refused', { reason: 'This is no token with an issuer.' });
  }
}

export interface TrustedIssuer {
  readonly issuer: string;
  /** Null: found by discovery. */
  readonly jwksUrl: string | null;
  /** One of them has to be in the token; null: none is asked for. */
  readonly audiences: readonly string[] | null;
}

/**
 * Checks a token of a trusted issuer: signature by one of its public keys, issuer, audience and times, with
 * five seconds of grace. Error: GatewayError `issuer_token_refused`, whatever it was.
 */
export async function readIssuerToken(
  token: string,
  trusted: TrustedIssuer,
  issuers: IssuerKeys,
  now: Date,
): Promise<IssuedIdentity> {
  let payload: unknown;
  try {
    const verified = await jwtVerify(token, issuers.keysOf(trusted.issuer, trusted.jwksUrl), {
      algorithms,
      issuer: trusted.issuer,
      ...(trusted.audiences === null ? {} : { audience: [...trusted.audiences] }),
      clockTolerance: clockLeeway,
      currentDate: now,
      requiredClaims: ['sub', 'exp'],
    });
    const { typ } = verified.protectedHeader;
    if (typ !== undefined && !/^(?:application\/)?(?:at\+)?jwt$/i.test(typ)) {
      throw new Error('A token of another kind.');
    }
    payload = verified.payload;
  } catch (error) {
    throw new GatewayError('issuer_token_refused', { cause: error });
  }
  const read = issuedSchema.safeParse(payload);
  if (!read.success) throw new GatewayError('issuer_token_refused');
  const { sub, iat, email, email_verified, name, picture } = read.data;
  const present = Math.floor(now.getTime() / 1000);
  if (iat !== undefined && (!Number.isFinite(iat) || iat > present + clockLeeway)) {
    throw new GatewayError('issuer_token_refused');
  }
  return {
    issuer: trusted.issuer,
    subject: sub,
    email: email ?? null,
    emailVerified: email_verified === true,
    name: name ?? null,
    picture: picture ?? null,
    signedInAt: Math.max(0, Math.min(present, Math.floor(iat ?? present))),
  };
}
