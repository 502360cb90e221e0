import type { Caller } from '../caller.ts';
import type { GatewayRegistry } from '../registry/gateway-registry.ts';
import { revokeToken } from '../../shared/commands/revoke-token.ts';
import type { Exchange, TokenRequest } from './exchange.ts';
import type { Grant } from './grant.ts';
import type { Mint, MintedToken } from './mint.ts';
import type { KeyReport } from './signing-keys.ts';
import type { TrustedKey } from './verify.ts';

/** Everything that is done with tokens. */
export interface GatewayTokens {
  /** A credential in, a token out. Counts the use of an API key. */
  readonly exchange: (request: TokenRequest) => Promise<MintedToken & { readonly grant: Grant }>;
  /** A new token for the holder of a good one; of a person, for the tenant that is active now. */
  readonly refresh: (caller: Caller) => Promise<MintedToken & { readonly grant: Grant }>;
  /** Ends a token at every gateway, before its time. */
  readonly revoke: (caller: Caller) => Promise<void>;
  /**
   * A token of the gateway's own for databases that tenants share; the same one until half of its time is
   * over. Error: GatewayError `no_signing_key`.
   */
  readonly shared: () => Promise<string>;
  /** Public keys whose tokens count. */
  readonly trusted: () => readonly TrustedKey[];
  readonly report: () => KeyReport;
}

export interface TokensOptions {
  readonly exchange: Exchange;
  readonly mint: Mint;
  readonly registry: Pick<GatewayRegistry, 'execute' | 'usage'>;
  readonly trusted: () => readonly TrustedKey[];
  readonly report: () => KeyReport;
  readonly now: () => Date;
}

export function createTokens(options: TokensOptions): GatewayTokens {
  const { exchange, mint, registry, now } = options;
  let shared: { readonly token: string; readonly renewAt: number } | null = null;
  const minted = async (grant: Grant): Promise<MintedToken & { readonly grant: Grant }> => {
    const made = await mint.token(grant);
    if (grant.holder.kind === 'api-key') {
      registry.usage.count(grant.holder.keyId, grant.tenantId, now());
    }
    return { ...made, grant };
  };
  return {
    exchange: async (request) => minted(await exchange.grant(request)),
    refresh: async (caller) => minted(exchange.renew(caller)),
    revoke: async ({ claims, expiresAt, subject, tenantId }) => {
      await registry.execute(
        revokeToken({
          jti: claims.jti,
          expiresAt: new Date(expiresAt).toISOString(),
          tenantId,
          sub: subject,
        }),
        subject.slice(0, 200),
      );
    },
    shared: async () => {
      const time = now().getTime();
      if (shared !== null && time < shared.renewAt) return shared.token;
      const { token, expiresAt } = await mint.shared();
      shared = { token, renewAt: time + (expiresAt - time) / 2 };
      return token;
    },
    trusted: options.trusted,
    report: options.report,
  };
}
