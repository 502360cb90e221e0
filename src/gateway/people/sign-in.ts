import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureBlueprint } from '../../shared/commands/ensure-blueprint.ts';
import { signInPerson, type SignInResult } from '../../shared/commands/sign-in-person.ts';
import { shopBlueprint } from '../../shared/documents/blueprint.ts';
import { tenantState } from '../../shared/documents/tenant.ts';
import type { User } from '../../shared/documents/user.ts';
import { MyCouchError } from '../../shared/errors.ts';
import { addressKey, readAddress } from '../../shared/people/email-address.ts';
import type { PlatformIssuer } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import type { GatewayRegistry } from '../registry/gateway-registry.ts';
import type { IssuedIdentity } from '../tokens/issuer-token.ts';
import { activeTenantOf, knownPeople, userIdOf, type People } from '../tokens/people.ts';
import { unknownCredentials } from './credentials.ts';
import { personalTenantId, personalTenantKey } from './personal-tenant.ts';

export interface SignInOptions {
  readonly registry: Pick<GatewayRegistry, 'access' | 'execute'>;
  /** Blueprint of tenants that people make, `blueprint_…`. */
  readonly blueprint: string;
  /** Whether somebody who belongs to no tenant gets one of their own. */
  readonly personalTenants: boolean;
  readonly now: () => Date;
  readonly uuid: () => string;
  readonly bytes: (size: number) => Uint8Array;
  /** Hears why it could not be written down that somebody signed in again. */
  readonly onProblem: (error: unknown) => void;
}

/** Signing in, with what it needs beside `People`. */
export interface SigningIn extends People {
  /**
   * The person behind a provider's token, made where they are new, and nothing else of a sign-in: who is
   * invited may have no tenant yet. Null: they were removed.
   */
  readonly known: (issuer: PlatformIssuer, identity: IssuedIdentity) => Promise<User | null>;
}

/** How often at most it is written down that somebody signed in again, in milliseconds. */
const loginEvery = 3_600_000;
const attempts = 4;

/**
 * Who people are, first sign-ins included (G6, M4): the person, a tenant of their own, and which one is
 * active are made; the provider's same token is then good for a token of ours.
 */
export function createSigningIn(options: SignInOptions): SigningIn {
  const { registry, now } = options;
  const { access } = registry;
  const known = knownPeople(access);

  async function write(
    issuer: PlatformIssuer,
    identity: IssuedIdentity,
    withTenant: boolean,
  ): Promise<{ readonly userId: string; readonly result: SignInResult }> {
    const sub = subOf(issuer, identity);
    for (let attempt = 1; ; attempt += 1) {
      const userId = findPerson(registry.access, sub, identity)?.user_id ?? newId(issuer, identity);
      try {
        const personal = withTenant ? await personalOf(userId, identity) : null;
        const command = signInPerson({ identity: { ...identity, sub }, userId, personal });
        const result = await registry.execute(command, actorOf(identity));
        return { userId, result };
      } catch (error) {
        const quicker = error instanceof MyCouchError && error.code === 'conflict';
        if (!quicker || attempt === attempts) throw error;
        // Another gateway is making the same documents; soon they are all there.
        await sleep(50 * attempt);
      }
    }
  }

  async function personalOf(userId: string, identity: IssuedIdentity) {
    if (!options.personalTenants) return null;
    if (options.blueprint === shopBlueprint._id && access.blueprint(shopBlueprint._id) === null) {
      await registry.execute(ensureBlueprint(shopBlueprint), actorOf(identity));
    }
    const blueprint = access.blueprint(options.blueprint);
    if (blueprint === null) return null;
    const tenantId = personalTenantId(userId);
    return {
      tenantId,
      key: personalTenantKey(tenantId),
      name: personalName(identity),
      description: '',
      blueprint: blueprint._id,
      credentials: await unknownCredentials(blueprint, options),
    };
  }

  return {
    known: async (issuer, identity) => {
      const sub = subOf(issuer, identity);
      const user = findPerson(access, sub, identity);
      if (user?.sub !== sub) {
        const { userId, result } = await write(issuer, identity, false);
        return result.outcome === 'removed' ? null : access.user(userId);
      }
      return user.deletedAt === null ? user : null;
    },
    signIn: async (issuer, identity) => {
      const sub = subOf(issuer, identity);
      const user = findPerson(access, sub, identity);
      if (user !== null && user.deletedAt !== null) return { outcome: 'removed' };
      if (user?.sub === sub) {
        const there = known.current(user.user_id);
        if (there.outcome === 'ready' && isOpen(user)) {
          // Nobody is kept out because it cannot be written down just now.
          if (isDue(user)) await write(issuer, identity, false).catch(options.onProblem);
          return there;
        }
      }
      const { userId, result } = await write(issuer, identity, true);
      if (result.outcome === 'removed') return { outcome: 'removed' };
      if (result.tenantId !== null) return { outcome: 'no-tenant', bootstrapped: true };
      // All that there is may be closed; then that is what is to be said, and not that there is nothing.
      const there = known.current(userId);
      return there.outcome === 'ready' ? there : { outcome: 'no-tenant', bootstrapped: false };
    },
    current: known.current,
  };

  function isOpen(user: User): boolean {
    const tenant = access.tenant(activeTenantOf(user) ?? '');
    return tenant !== null && tenantState(tenant) === 'active';
  }

  function isDue({ lastLoginAt }: User): boolean {
    return lastLoginAt === null || now().getTime() - Date.parse(lastLoginAt) >= loginEvery;
  }
}

/** The subject as documents have it: with its provider's prefix. */
function subOf(issuer: PlatformIssuer, { subject }: IssuedIdentity): string {
  const sub = `${issuer.userPrefix}${subject}`;
  if (sub.length > 255) {
    throw new GatewayError('issuer_token_refused', { reason: 'The subject is too long.' });
  }
  return sub;
}

/** An id that no address makes, so that nobody becomes another person by being called so. */
function newId(issuer: PlatformIssuer, identity: IssuedIdentity): string {
  const id = userIdOf(issuer, identity.subject);
  if (id !== null && !id.startsWith('mail-')) return id;
  return `sub-${hash('sha256', subOf(issuer, identity), 'hex').slice(0, 32)}`;
}

/**
 * The person of a subject: who has signed in as it; else who was entered under it; else who was added by the
 * address that the provider says is theirs.
 */
function findPerson(
  access: GatewayRegistry['access'],
  sub: string,
  { email, emailVerified }: IssuedIdentity,
): User | null {
  const signedIn = access.userBySub(sub);
  if (signedIn !== null) return signedIn;
  const entered = sub.startsWith('mail-') ? null : access.user(sub);
  if (entered?.sub === null) return entered;
  const { address } = readAddress(email ?? '');
  if (!emailVerified || address === null) return null;
  const ofAddress = access.usersByAddress(addressKey(address)).filter(({ sub }) => sub === null);
  return ofAddress.find(({ deletedAt }) => deletedAt === null) ?? ofAddress[0] ?? null;
}

function actorOf({ issuer, subject }: IssuedIdentity): string {
  return `${issuer}:${subject}`.slice(0, 200);
}

function personalName({ name, email, subject }: IssuedIdentity): string {
  const text = [name, email, subject].find((one) => one !== null && one.trim() !== '') ?? subject;
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return (clean === '' ? 'Personal' : clean).slice(0, 200);
}
