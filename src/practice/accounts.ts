import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Catalog } from './catalog.ts';
import type { Configuration } from './configuration.ts';
import { badRequest, unauthorized } from './failure.ts';
import { isStringList, type JsonObject } from './json.ts';
import { passwordMatches } from './passwords.ts';
import { statusOf, type StoredDocument } from './pouch.ts';
import { anonymous, type Identity } from './security.ts';
import {
  findSessionCookie,
  makeSessionCookie,
  parseSessionCookie,
  sessionCookieHolds,
} from './session-cookie.ts';
import { bearerToken, identityOfToken } from './tokens.ts';
import { userDocumentId } from './user-document.ts';

export interface Administrator {
  readonly username: string;
  readonly password: string;
}

export interface SignedIn {
  readonly identity: Identity;
  /** A younger cookie to set, when the old one has used up a tenth of its time. */
  readonly renewedCookie: string | null;
}

/** Who is who: the one server administrator, and the users of `_users`. */
export interface Accounts {
  /**
   * A token that CouchDB would refuse fails, whatever cookie is beside it, where tokens are asked first. Errors: 400 for a malformed
   * credential, 401 for a wrong one. No credential is anonymous.
   */
  readonly identify: (headers: IncomingHttpHeaders) => Promise<SignedIn>;
  /** Signs in and makes a session cookie. Errors: 401. */
  readonly signIn: (
    name: string,
    password: string,
  ) => Promise<{ readonly identity: Identity; readonly cookie: string }>;
}

const wrong = () => unauthorized('Name or password is incorrect.');

const rolesOf = (user: JsonObject): readonly string[] =>
  isStringList(user['roles']) ? user['roles'] : [];

const parseBasic = (
  header: string,
): { readonly name: string; readonly password: string } | null => {
  const [, encoded] = /^basic (.*)$/i.exec(header) ?? [];
  if (encoded === undefined) return null;
  const text = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded)
    ? Buffer.from(encoded, 'base64').toString('utf8')
    : undefined;
  if (text === undefined) throw badRequest('Authorization header has invalid base64 value');
  const colon = text.indexOf(':');
  if (colon < 0) throw wrong();
  return { name: text.slice(0, colon), password: text.slice(colon + 1) };
};

/** @param now milliseconds since 1970. */
export const createAccounts = (
  catalog: Catalog,
  administrator: Administrator,
  configuration: Configuration,
  sessionSeconds: number,
  now: () => number,
): Accounts => {
  // Hashing again for each request would cost half a second each; the key never leaves this process.
  const memoryKey = randomBytes(32);
  const remembered = new Map<string, Buffer>();
  const digest = (text: string): Buffer => createHmac('sha256', memoryKey).update(text).digest();
  const adminDigest = digest(administrator.password);
  const adminIdentity: Identity = {
    name: administrator.username,
    roles: ['_admin'],
    authenticated: null,
  };

  const findUser = async (name: string): Promise<StoredDocument | null> => {
    try {
      return await catalog.users().use((pouch) => pouch.get(userDocumentId(name)));
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  };

  const check = async (
    name: string,
    password: string,
  ): Promise<{ identity: Identity; salt: string }> => {
    if (name === administrator.username) {
      if (!timingSafeEqual(digest(password), adminDigest)) throw wrong();
      return { identity: adminIdentity, salt: administrator.password };
    }
    const user = await findUser(name);
    if (user === null) throw wrong();
    const known = remembered.get(name);
    const proof = digest(`${user._rev}:${password}`);
    if (known === undefined || !timingSafeEqual(known, proof)) {
      if (!(await passwordMatches(user, password))) throw wrong();
      if (remembered.size > 10_000) remembered.clear();
      remembered.set(name, proof);
    }
    return {
      identity: { name, roles: rolesOf(user), authenticated: null },
      salt: String(user['salt']),
    };
  };

  const keyFor = (salt: string): string => `${catalog.cookieSecret}${salt}`;
  const cookieFor = (name: string, salt: string): string =>
    makeSessionCookie(name, Math.floor(now() / 1000), keyFor(salt));

  const fromCookie = async (value: string): Promise<SignedIn> => {
    const cookie = parseSessionCookie(value);
    const nobody: SignedIn = { identity: anonymous, renewedCookie: null };
    const isAdmin = cookie.name === administrator.username;
    const user = isAdmin ? null : await findUser(cookie.name);
    if (!isAdmin && user === null) return nobody;
    const salt = user === null ? administrator.password : String(user['salt']);
    const seconds = Math.floor(now() / 1000);
    if (!sessionCookieHolds(cookie, keyFor(salt), seconds, sessionSeconds)) return nobody;
    const roles = user === null ? adminIdentity.roles : rolesOf(user);
    const old = seconds - cookie.issuedAt > sessionSeconds / 10;
    return {
      identity: { name: cookie.name, roles, authenticated: 'cookie' },
      renewedCookie: old ? cookieFor(cookie.name, salt) : null,
    };
  };

  const fromToken = async (token: string): Promise<SignedIn> => {
    const keys = configuration.section('jwt_keys');
    const identity = await identityOfToken(token, keys, Math.floor(now() / 1000));
    return { identity, renewedCookie: null };
  };

  return {
    identify: async (headers) => {
      const token = bearerToken(headers.authorization);
      const handlers = configuration.handlers();
      const at = handlers.indexOf('jwt');
      // Handlers are asked in their order until one knows who it is.
      const first = at >= 0 && at < handlers.indexOf('cookie');
      if (token !== null && first) return fromToken(token);
      const basic = parseBasic(headers.authorization ?? '');
      const value = findSessionCookie(headers.cookie);
      if (value !== undefined) {
        const signedIn = await fromCookie(value);
        if (signedIn.identity.name !== null) return signedIn;
        if (token === null && basic === null) return signedIn;
      }
      if (token !== null && at >= 0) return fromToken(token);
      if (basic === null) return { identity: anonymous, renewedCookie: null };
      const { identity } = await check(basic.name, basic.password);
      return { identity: { ...identity, authenticated: 'default' }, renewedCookie: null };
    },
    signIn: async (name, password) => {
      const { identity, salt } = await check(name, password);
      return { identity, cookie: cookieFor(name, salt) };
    },
  };
};
