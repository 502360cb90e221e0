import { z } from 'zod';

/** Names come from a gateway that may be anybody's, so everything has an end. */
const text = z.string().max(1000);
const seconds = z.number().int().min(0).max(253_402_300_799);

const headerSchema = z.object({ alg: z.string().max(20), kid: z.string().max(200).optional() });
const claimsSchema = z.object({
  iss: text,
  sub: text,
  iat: seconds,
  exp: seconds,
  tenant_id: text.optional(),
  epoch: z.number().optional(),
  access: z.string().max(20).optional(),
  databases: z.array(z.string().max(300)).max(200).optional(),
  key_id: z.string().max(100).optional(),
  '_couchdb.roles': z.array(z.string().max(500)).max(200).default([]),
});

/** What a token says of itself; nothing of it was verified, and its signature is not among it. */
export interface TokenFacts {
  readonly alg: string;
  /** Null: it names no signing key. */
  readonly kid: string | null;
  readonly issuer: string;
  readonly subject: string;
  /** ISO instants. */
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly tenantId: string | null;
  readonly epoch: number | null;
  readonly access: string | null;
  /** As the blueprint names them; null: all of the tenant's. */
  readonly databases: readonly string[] | null;
  readonly keyId: string | null;
  /** Roles that CouchDB goes by. */
  readonly roles: readonly string[];
}

/**
 * Reads a token's header and claims.
 * @param decode base64url to UTF-8 text
 * @returns null where it is no token that could be ours
 */
export function tokenFacts(token: string, decode: (part: string) => string): TokenFacts | null {
  const [head = '', body = '', signature, more] = token.split('.');
  if (signature === undefined || more !== undefined || token.length > 16_384) return null;
  const header = headerSchema.safeParse(json(decode(head)));
  const claims = claimsSchema.safeParse(json(decode(body)));
  if (!header.success || !claims.success) return null;
  const { data } = claims;
  return {
    alg: header.data.alg,
    kid: header.data.kid ?? null,
    issuer: data.iss,
    subject: data.sub,
    issuedAt: new Date(data.iat * 1000).toISOString(),
    expiresAt: new Date(data.exp * 1000).toISOString(),
    tenantId: data.tenant_id ?? null,
    epoch: data.epoch ?? null,
    access: data.access ?? null,
    databases: data.databases ?? null,
    keyId: data.key_id ?? null,
    roles: data['_couchdb.roles'],
  };
}

function json(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
