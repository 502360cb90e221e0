import { createLocalJWKSet, type JWK, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { FetchJson } from './fetch-json.ts';

/** Milliseconds: keys are asked for anew after so long, and used when that fails for so much longer. */
const fresh = 600_000;
const usable = 86_400_000;
/** Between two questions to one issuer, whoever provokes them and however they end. */
const coolDown = 30_000;
const mostIssuers = 1_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string().max(500) });

/** Public keys for signatures; whatever is secret, or for encryption, is left out. */
const keySetSchema = z.object({
  keys: z
    .array(
      z.object({
        kty: z.string(),
        use: z.string().optional(),
        kid: z.string().optional(),
        alg: z.string().optional(),
        crv: z.string().optional(),
        x: z.string().optional(),
        y: z.string().optional(),
        n: z.string().optional(),
        e: z.string().optional(),
        d: z.unknown().optional(),
        k: z.unknown().optional(),
      }),
    )
    .max(200),
});

/** The keys of issuers elsewhere. */
export interface IssuerKeys {
  /**
   * Looks a key up for `jwtVerify`, asking the issuer where the keys at hand are old, or do not have it.
   * @param jwksUrl null: found by discovery
   */
  readonly keysOf: (issuer: string, jwksUrl: string | null) => JWTVerifyGetKey;
}

interface Kept {
  readonly keys: JWTVerifyGetKey | null;
  /** When they were read, and when they were last asked for; milliseconds. */
  readonly readAt: number;
  readonly askedAt: number;
}

/**
 * Keys are kept for ten minutes; an unknown `kid` asks earlier, so that a rotation is noticed at once, but
 * twice a minute at most, so that made-up tokens make nobody ask. Many requests at a time ask once.
 * @param now milliseconds since 1970
 */
export function createIssuerKeys(fetchJson: FetchJson, now: () => number): IssuerKeys {
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<JWTVerifyGetKey | null>>();

  const ask = (issuer: string, jwksUrl: string | null): Promise<JWTVerifyGetKey | null> => {
    const name = `${issuer} ${jwksUrl ?? ''}`;
    const running = asking.get(name);
    if (running !== undefined) return running;
    const before = kept.get(name);
    if (before !== undefined && now() - before.askedAt < coolDown) {
      return Promise.resolve(null);
    }
    const askedAt = now();
    const asked = read(issuer, jwksUrl)
      .catch(() => null)
      .then((keys) => {
        kept.delete(name);
        kept.set(
          name,
          keys === null
            ? { keys: before?.keys ?? null, readAt: before?.readAt ?? 0, askedAt }
            : { keys, readAt: askedAt, askedAt },
        );
        if (kept.size > mostIssuers) {
          const [oldest] = kept.keys();
          if (oldest !== undefined) kept.delete(oldest);
        }
        return keys;
      })
      .finally(() => asking.delete(name));
    asking.set(name, asked);
    return asked;
  };

  const read = async (issuer: string, jwksUrl: string | null): Promise<JWTVerifyGetKey> => {
    const { keys } = keySetSchema.parse(
      await fetchJson(jwksUrl ?? (await discovered(issuer, fetchJson))),
    );
    return createLocalJWKSet({
      keys: keys.flatMap(({ d, k, use, ...key }) =>
        ['EC', 'RSA', 'OKP'].includes(key.kty) &&
        use !== 'enc' &&
        d === undefined &&
        k === undefined
          ? [present(key)]
          : [],
      ),
    });
  };

  return {
    keysOf: (issuer, jwksUrl) => async (header, token) => {
      const known = kept.get(`${issuer} ${jwksUrl ?? ''}`);
      const keys = known?.keys ?? null;
      const age = keys === null ? Infinity : now() - (known?.readAt ?? 0);
      const atHand = age < usable ? keys : null;
      const current = age < fresh ? atHand : ((await ask(issuer, jwksUrl)) ?? atHand);
      if (current === null) throw new Error('The keys of the issuer are not known.');
      try {
        return await current(header, token);
      } catch (error) {
        const newer = await ask(issuer, jwksUrl);
        if (newer === null) throw error;
        return await newer(header, token);
      }
    },
  };
}

/** A key without the members that it does not have. */
function present(key: Readonly<Record<string, string | undefined>> & { kty: string }): JWK {
  const { kty, ...members } = key;
  return {
    kty,
    ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
  };
}

/** OpenID Connect Discovery: what is found has to say that it is of this issuer. */
async function discovered(issuer: string, fetchJson: FetchJson): Promise<string> {
  const address = `${issuer.replace(/\/$/u, '')}/.well-known/openid-configuration`;
  const found = discoverySchema.parse(await fetchJson(address));
  if (found.issuer !== issuer) throw new Error('The document is of another issuer.');
  return found.jwks_uri;
}
