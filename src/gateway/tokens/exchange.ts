import { hash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { keyState } from '../../shared/conflicts/safest-apikey.ts';
import { uuidSchema } from '../../shared/documents/common.ts';
import type { Application } from '../../shared/documents/application.ts';
import { tenantState, type Tenant } from '../../shared/documents/tenant.ts';
import { parseKey } from '../../shared/keys/key-format.ts';
import type { Caller } from '../caller.ts';
import type { PlatformIssuer } from '../config/schema.ts';
import { GatewayError } from '../errors.ts';
import type { RegistryAccess } from '../registry/gateway-registry.ts';
import { seconds } from './claims.ts';
import { accessOfRole, type Grant } from './grant.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { claimedIssuer, readIssuerToken, type IssuedIdentity } from './issuer-token.ts';
import type { People, SignIn } from './people.ts';
import { readPlatformToken } from './platform-token.ts';

/** What `POST /auth/token` takes. */
export const tokenRequestSchema = z.strictObject({
  api_key: z.string().min(1).max(200).optional().describe('an API key'),
  token: z.string().min(1).max(16_384).optional().describe('a token of a trusted issuer'),
  application: uuidSchema
    .optional()
    .describe('the application that the token is for, where several take it'),
  access: z.enum(['read', 'write']).optional().describe('less than there is: read only'),
  databases: z
    .array(z.string().min(1).max(238))
    .min(1)
    .max(100)
    .optional()
    .describe('less than there is: only these databases of the blueprint'),
});

export type TokenRequest = z.output<typeof tokenRequestSchema>;

/** Looks at credentials and says what they are good for. */
export interface Exchange {
  /** Errors: GatewayError of the credential (401), of its tenant (403), `missing_tenant_id`. */
  readonly grant: (request: TokenRequest) => Promise<Grant>;
  /** What somebody with a good token of ours gets anew; never more than they would get by exchanging. */
  readonly renew: (caller: Caller) => Grant;
}

export interface ExchangeOptions {
  readonly access: RegistryAccess;
  readonly platform: readonly PlatformIssuer[];
  readonly issuers: IssuerKeys;
  readonly people: People;
  /** Milliseconds after signing in elsewhere. */
  readonly signInLife: number;
  readonly now: () => Date;
}

/** Compared with where a key is not known, so that both take the same time. */
const noHash = '0'.repeat(64);

export function createExchange(options: ExchangeOptions): Exchange {
  const { access, platform, issuers, people, signInLife, now } = options;

  const ofKey = (text: string): Grant => {
    const parsed = parseKey(text);
    if (parsed.outcome !== 'key') throw new GatewayError('key_malformed');
    const key = access.apiKey(parsed.keyId);
    const same = timingSafeEqual(
      Buffer.from(hash('sha256', text, 'hex'), 'latin1'),
      Buffer.from(key?.key_hash ?? noHash, 'latin1'),
    );
    if (key === null || !same) throw new GatewayError('key_refused');
    return grantOfKey(key.key_id);
  };

  const grantOfKey = (keyId: string): Grant => {
    const key = access.apiKey(keyId);
    if (key === null) throw new GatewayError('key_refused');
    const state = keyState([key], access.isKeyRevoked(keyId), now().toISOString());
    if (state !== 'active') {
      throw new GatewayError('key_refused', { reason: `This API key is ${state}.` });
    }
    const tenant = requireTenant(key.tenant_id);
    return {
      tenantId: tenant.tenant_id,
      epoch: tenant.epoch,
      access: key.scopes.access,
      databases: key.scopes.databases,
      holder: { kind: 'api-key', keyId },
      notAfter: key.expiresAt,
    };
  };

  const ofIssuer = async (token: string, wanted: string | undefined): Promise<Grant> => {
    const { issuer, audiences } = claimedIssuer(token);
    const trusted = platform.find((one) => one.issuer === issuer);
    if (trusted !== undefined && wanted === undefined) {
      const identity = await readPlatformToken(token, trusted, platform, issuers, now());
      const signIn = await people.signIn(trusted, identity);
      return grantOfPerson(signIn, identity);
    }
    const application = chooseApplication(
      access.applicationsByIssuer(issuer).filter(isOpen),
      audiences,
      wanted,
    );
    // Who has the keys of a platform's issuer is known from the configuration, whoever asks.
    const identity = await readIssuerToken(
      token,
      {
        issuer,
        jwksUrl: trusted?.jwksUrl ?? null,
        audiences: application.audience === null ? null : [application.audience],
      },
      issuers,
      now(),
    );
    return grantOfApplication(application, identity.subject, identity.signedInAt);
  };

  const grantOfPerson = (
    signIn: SignIn,
    { issuer, subject, signedInAt }: Pick<IssuedIdentity, 'issuer' | 'subject' | 'signedInAt'>,
  ): Grant => {
    if (signIn.outcome === 'removed') throw new GatewayError('person_removed');
    if (signIn.outcome === 'no-tenant') {
      throw new GatewayError('missing_tenant_id', {
        fields: { bootstrapped: signIn.bootstrapped },
        headers: { 'x-mycouch-refresh': 'token' },
      });
    }
    const { membership, userId } = signIn;
    const tenant = requireTenant(membership.tenant_id);
    return {
      tenantId: tenant.tenant_id,
      epoch: tenant.epoch,
      access: accessOfRole(membership.role),
      databases: null,
      holder: { kind: 'person', issuer, subject, userId, role: membership.role, signedInAt },
      notAfter: null,
    };
  };

  const grantOfApplication = (
    application: Application,
    subject: string,
    signedInAt: number,
  ): Grant => {
    const tenant = requireTenant(application.tenant_id);
    return {
      tenantId: tenant.tenant_id,
      epoch: tenant.epoch,
      access: application.access,
      databases: application.allowed_databases,
      holder: { kind: 'application', appId: application.app_id, subject, signedInAt },
      notAfter: null,
    };
  };

  const requireTenant = (tenantId: string): Tenant => {
    const tenant = access.tenant(tenantId);
    if (tenant === null || tenantState(tenant) !== 'active') {
      throw new GatewayError('tenant_inactive');
    }
    return tenant;
  };

  return {
    grant: async (request) => {
      const { api_key, token, application } = request;
      if ((api_key === undefined) === (token === undefined)) {
        throw new GatewayError(api_key === undefined ? 'credential_missing' : 'invalid_request', {
          reason: 'Send either "api_key" or "token".',
        });
      }
      const grant =
        api_key === undefined ? await ofIssuer(token ?? '', application) : ofKey(api_key);
      return opening(narrowed(grant, request));
    },
    renew: (caller) => {
      const { claims } = caller;
      const signedInAt = claims.auth_time ?? null;
      if (signedInAt !== null && seconds(now()) - signedInAt > signInLife / 1000) {
        throw new GatewayError('sign_in_over');
      }
      // What follows the issuer's address, or `app_<id>`, and its colon.
      const rest = (start: string): string => claims.sub.slice(start.length + 1);
      if (claims.key_id !== undefined)
        return opening(noMoreThan(grantOfKey(claims.key_id), caller));
      if (claims.app_id !== undefined) {
        const application = access.application(claims.app_id);
        if (application === null || !isOpen(application))
          throw new GatewayError('access_withdrawn');
        const subject = rest(`app_${claims.app_id}`);
        return opening(
          noMoreThan(grantOfApplication(application, subject, signedInAt ?? 0), caller),
        );
      }
      const issuer = platform.find((one) => claims.sub.startsWith(`${one.issuer}:`))?.issuer;
      if (issuer === undefined || claims.user_id === undefined) {
        throw new GatewayError('access_withdrawn');
      }
      return grantOfPerson(people.current(claims.user_id), {
        issuer,
        subject: rest(issuer),
        signedInAt: signedInAt ?? 0,
      });
    },
  };
}

const isOpen = ({ enabled, deletedAt }: Application): boolean => enabled && deletedAt === null;

/** The one application that a token is for. One that names the token's audience goes before one that names none. */
function chooseApplication(
  open: readonly Application[],
  audiences: readonly string[],
  wanted: string | undefined,
): Application {
  const fitting = open.filter(
    ({ app_id, audience }) =>
      (wanted === undefined || app_id === wanted) &&
      (audience === null || audiences.includes(audience)),
  );
  const named = fitting.filter(({ audience }) => audience !== null);
  const [one, ...others] = named.length > 0 ? named : fitting;
  if (one === undefined) throw new GatewayError('issuer_unknown');
  if (others.length > 0) throw new GatewayError('application_ambiguous');
  return one;
}

/** What was asked for where that is less; asking for more is an error and not a surprise later. */
function narrowed(grant: Grant, { access, databases }: TokenRequest): Grant {
  if (access === undefined && databases === undefined) return grant;
  if (grant.holder.kind === 'person') {
    throw new GatewayError('scope_exceeded', {
      reason: 'A person’s token has the reach of their role; it cannot be narrowed.',
    });
  }
  if (access === 'write' && grant.access === 'read') throw new GatewayError('scope_exceeded');
  const all = grant.databases;
  if (databases !== undefined && all !== null && databases.some((name) => !all.includes(name))) {
    throw new GatewayError('scope_exceeded');
  }
  return {
    ...grant,
    access: access ?? grant.access,
    databases: databases === undefined ? grant.databases : [...new Set(databases)],
  };
}

/** Where conflicting edits of a scope have no database in common, nothing is left to give. */
function opening(grant: Grant): Grant {
  if (grant.databases?.length === 0) {
    throw new GatewayError('scope_exceeded', { reason: 'There is no database left to reach.' });
  }
  return grant;
}

/** A refreshed token is no wider than the one before: whoever was handed a narrow one keeps a narrow one. */
function noMoreThan(grant: Grant, { access, databases }: Caller): Grant {
  const all = grant.databases;
  return {
    ...grant,
    access: access === 'read' ? 'read' : grant.access,
    databases:
      databases === null
        ? all
        : all === null
          ? databases
          : databases.filter((one) => all.includes(one)),
  };
}
