import { createPublicKey, type KeyObject } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { badRequest, notOffered, PracticeFailure, unauthorized } from './failure.ts';
import { isObject, isStringList, parseJson, type JsonObject } from './json.ts';
import type { Identity } from './security.ts';

/** Prefixes in `[jwt_keys]` by the family of the algorithm; CouchDB has no others. */
const families: Readonly<Record<string, string>> = { RS: 'rsa', ES: 'ec', HS: 'hmac' };

/** The token of a request; CouchDB wants the word exactly so. */
export const bearerToken = (header: string | undefined): string | null =>
  header?.startsWith('Bearer ') === true ? header.slice('Bearer '.length) : null;

/**
 * Who a token speaks for, judged as CouchDB does: by signature and `exp` alone, so whoever signs must be
 * strict. Errors: 400 for what is no token of a known key, 401 for one that ended or has no `sub`, 500 for
 * roles that are no list.
 * @param keys `[jwt_keys]`
 * @param now seconds since 1970
 */
export const identityOfToken = async (
  token: string,
  keys: ReadonlyMap<string, string>,
  now: number,
): Promise<Identity> => {
  const { alg, kid } = readHeader(token);
  const family = families[alg.slice(0, 2)];
  if (family === undefined || !/^(RS|ES|HS)(256|384|512)$/u.test(alg)) {
    throw badRequest('Invalid alg header value');
  }
  const value = keys.get(`${family}:${kid}`);
  if (value === undefined) throw badRequest('Unknown kid');
  const claims = await verified(token, alg, readKey(family, value));
  const { exp, sub } = claims;
  if (exp === undefined) throw badRequest('Missing exp claim');
  // What is no number never ends.
  if (typeof exp === 'number' && exp <= now) throw unauthorized('exp not in future');
  if (sub === undefined) throw unauthorized('Token missing sub claim.');
  if (typeof sub !== 'string') throw notOffered('tokens whose sub is no text');
  return { name: sub, roles: rolesOf(claims), authenticated: 'jwt' };
};

const readHeader = (token: string): { readonly alg: string; readonly kid: string } => {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw badRequest('Malformed token');
  }
  const { alg, kid = '_default' }: { alg?: unknown; kid?: unknown } = header;
  if (typeof alg !== 'string') throw badRequest('Missing alg header parameter');
  if (typeof kid !== 'string') throw broken('function_clause');
  return { alg, kid };
};

const readKey = (family: string, value: string): KeyObject | Uint8Array => {
  if (family === 'hmac') return Buffer.from(value, 'base64');
  try {
    return createPublicKey(value.replaceAll('\\n', '\n'));
  } catch {
    throw broken('badmatch');
  }
};

const verified = async (
  token: string,
  alg: string,
  key: KeyObject | Uint8Array,
): Promise<JsonObject> => {
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(token, key, { algorithms: [alg] }));
  } catch {
    throw badRequest('Bad signature');
  }
  const claims = parseJson(Buffer.from(payload));
  if (!isObject(claims)) throw badRequest('Malformed token');
  return claims;
};

const rolesOf = (claims: JsonObject): readonly string[] => {
  const roles = claims['_couchdb.roles'];
  if (roles === undefined) return [];
  if (!isStringList(roles)) throw broken('badarg');
  return roles;
};

const broken = (reason: string): PracticeFailure =>
  new PracticeFailure(500, 'unknown_error', reason);
