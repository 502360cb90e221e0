import type { PlatformIssuer } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { readIssuerToken, type IssuedIdentity } from './issuer-token.ts';

/**
 * Checks a token of one of the platform's issuers. A subject that begins with another issuer's prefix is
 * refused: with it somebody of one issuer would have the id of a person of the other.
 * Error: GatewayError `issuer_token_refused`.
 */
export async function readPlatformToken(
  token: string,
  issuer: PlatformIssuer,
  platform: readonly PlatformIssuer[],
  keys: IssuerKeys,
  now: Date,
): Promise<IssuedIdentity> {
  const identity = await readIssuerToken(
    token,
    {
      issuer: issuer.issuer,
      jwksUrl: issuer.jwksUrl ?? null,
      audiences: [issuer.audience].flat(),
    },
    keys,
    now,
  );
  const id = `${issuer.userPrefix}${identity.subject}`;
  const taken = platform.some(
    ({ userPrefix }) => userPrefix.length > issuer.userPrefix.length && id.startsWith(userPrefix),
  );
  if (taken) throw new GatewayError('issuer_token_refused');
  return identity;
}
