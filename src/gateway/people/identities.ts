import { decodeJwt } from 'jose';
import type { PlatformIssuer } from '../config/schema.ts';
import type { IssuerKeys } from '../tokens/issuer-keys.ts';
import { claimedIssuer, type IssuedIdentity } from '../tokens/issuer-token.ts';
import { readPlatformToken } from '../tokens/platform-token.ts';

export interface PlatformIdentity {
  readonly issuer: PlatformIssuer;
  readonly identity: IssuedIdentity;
  /** Whether the issuer says that they administer the platform. */
  readonly administrator: boolean;
}

/** Whom a token of a trusted issuer of the platform stands for. */
export interface Identities {
  /**
   * Null: the token is of nobody whom the configuration names. Error: GatewayError `issuer_token_refused`.
   */
  readonly of: (token: string) => Promise<PlatformIdentity | null>;
}

export function createIdentities(
  platform: readonly PlatformIssuer[],
  keys: IssuerKeys,
  now: () => Date,
): Identities {
  return {
    of: async (token) => {
      const { issuer: named } = claimedIssuer(token);
      const issuer = platform.find((one) => one.issuer === named);
      if (issuer === undefined) return null;
      const identity = await readPlatformToken(token, issuer, platform, keys, now());
      return { issuer, identity, administrator: isAdministrator(issuer, token) };
    },
  };
}

/** Asked only of a token whose signature was checked. */
function isAdministrator({ administrators }: PlatformIssuer, token: string): boolean {
  if (administrators === undefined) return false;
  const claims = new Map(Object.entries(decodeJwt(token)));
  return [claims.get(administrators.claim)].flat().includes(administrators.value);
}
