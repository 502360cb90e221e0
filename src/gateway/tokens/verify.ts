import { hash } from 'node:crypto';
import { errors, importSPKI, jwtVerify, type CryptoKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { kidSchema, signingKeyStates } from '../../shared/documents/signing-key.ts';
import { GatewayError } from '../errors.ts';
import type { RegistryAccess } from '../registry/gateway-registry.ts';
import { claimsSchema, clockLeeway, seconds, type TokenClaims } from './claims.ts';
import type { SigningKeys } from './signing-keys.ts';

/** The header of our tokens, and nothing beside it: no `jwk`, `jku`, `x5c`, `crit` is ever looked at. */
const headerSchema = z.strictObject({
  alg: z.enum(['ES256', 'RS256']),
  kid: kidSchema,
  typ: z.literal('JWT').optional(),
});

const longestToken = 8192;
const shape = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** Verified tokens that are remembered at most. */
const mostRemembered = 10_000;

/** A key that tokens of ours may be signed with. */
export interface TrustedKey {
  readonly kid: string;
  readonly alg: 'ES256' | 'RS256';
  /** SPKI in PEM. */
  readonly publicKey: string;
}

/** Reads tokens of ours, from whichever gateway. What they stand for is not looked at here. */
export interface Verifier {
  /** Errors: GatewayError `token_invalid`, `token_expired`. */
  readonly verify: (token: string) => Promise<TokenClaims>;
  /** Whether the key that a verified token was signed with counts still. */
  readonly stillTrusts: (token: string) => boolean;
  /** Keys whose tokens count now, our own first. */
  readonly trusted: () => readonly TrustedKey[];
}

export interface VerifierOptions {
  readonly issuer: string;
  readonly keys: Pick<SigningKeys, 'own'>;
  readonly access: Pick<RegistryAccess, 'signingKey' | 'signingKeys'>;
  readonly clock: Clock;
}

interface Remembered {
  readonly claims: TokenClaims;
  readonly kid: string;
  readonly publicKey: string;
}

/**
 * The algorithm comes from the key and never from the token, so a public key is never used as a shared
 * secret and `none` is never a choice. A key counts while neither our file nor the registry has it retired.
 */
export function createVerifier({ issuer, keys, access, clock }: VerifierOptions): Verifier {
  const imported = new Map<string, Promise<CryptoKey>>();
  /** By the digest of the token; in the order of the last use. */
  const remembered = new Map<string, Remembered>();

  const trustedKey = (kid: string): TrustedKey | null => {
    const told = access.signingKey(kid);
    const own = keys.own().find((key) => key.kid === kid);
    if (told?.state === 'retired' || own?.state === 'retired') return null;
    if (own !== undefined) return own;
    return told === null ? null : { kid, alg: told.alg, publicKey: told.public_key };
  };

  const publicKey = ({ alg, publicKey: pem }: TrustedKey): Promise<CryptoKey> => {
    let key = imported.get(pem);
    if (key === undefined) {
      if (imported.size > 500) imported.clear();
      key = importSPKI(pem, alg);
      imported.set(pem, key);
    }
    return key;
  };

  const remember = (digest: string, entry: Remembered): void => {
    remembered.set(digest, entry);
    if (remembered.size <= mostRemembered) return;
    const [oldest] = remembered.keys();
    if (oldest !== undefined) remembered.delete(oldest);
  };

  return {
    verify: async (token) => {
      if (token.length > longestToken || !shape.test(token))
        throw new GatewayError('token_invalid');
      const digest = hash('sha256', token, 'base64');
      const known = remembered.get(digest);
      if (known !== undefined) {
        remembered.delete(digest);
        if (trustedKey(known.kid)?.publicKey !== known.publicKey) {
          throw new GatewayError('token_invalid');
        }
        if (known.claims.exp <= seconds(clock.now())) throw new GatewayError('token_expired');
        remembered.set(digest, known);
        return known.claims;
      }
      const header = headerSchema.safeParse(headerOf(token));
      if (!header.success) throw new GatewayError('token_invalid');
      const key = trustedKey(header.data.kid);
      if (key?.alg !== header.data.alg) throw new GatewayError('token_invalid');
      const claims = claimsSchema.safeParse(await payload(token, key));
      if (!claims.success || claims.data.iat > seconds(clock.now()) + clockLeeway) {
        throw new GatewayError('token_invalid');
      }
      remember(digest, { claims: claims.data, kid: key.kid, publicKey: key.publicKey });
      return claims.data;
    },
    stillTrusts: (token) => {
      const header = headerSchema.safeParse(headerOf(token));
      return header.success && trustedKey(header.data.kid) !== null;
    },
    trusted: () => {
      const own = keys.own().filter(({ kid }) => trustedKey(kid) !== null);
      const others = access
        .signingKeys()
        .filter(({ kid, state }) => state !== 'retired' && own.every((key) => key.kid !== kid))
        .toSorted((a, b) => signingKeyStates.indexOf(b.state) - signingKeyStates.indexOf(a.state))
        .map(({ kid, alg, public_key }) => ({ kid, alg, publicKey: public_key }));
      return [
        ...own.map(({ kid, alg, publicKey: pem }) => ({ kid, alg, publicKey: pem })),
        ...others,
      ];
    },
  };

  async function payload(token: string, key: TrustedKey): Promise<unknown> {
    try {
      const verified = await jwtVerify(token, await publicKey(key), {
        algorithms: [key.alg],
        issuer,
        // CouchDB gives no grace after the end either.
        clockTolerance: 0,
        currentDate: clock.now(),
        requiredClaims: ['sub', 'iat', 'exp', 'jti'],
      });
      return verified.payload;
    } catch (error) {
      throw new GatewayError(
        error instanceof errors.JWTExpired ? 'token_expired' : 'token_invalid',
      );
    }
  }
}

/** The first part of a token, still to be read by a schema. */
function headerOf(token: string): unknown {
  try {
    const [first = ''] = token.split('.');
    return JSON.parse(Buffer.from(first, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
