import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { uuidSchema } from '../../shared/documents/common.ts';
import { tenantRoleSchema } from '../../shared/documents/membership.ts';
import { keyPrefix, parseKey } from '../../shared/keys/key-format.ts';
import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import { bearerOf, registryUsable } from '../plugins/callers.ts';
import { factsOf } from '../plugins/request-facts.ts';
import type { GatewayServices } from '../services.ts';
import { tokenRequestSchema, type TokenRequest } from '../tokens/exchange.ts';
import type { MintedToken } from '../tokens/mint.ts';

const answerSchema = z.object({
  token: z.string().describe('the JWT: for this gateway and for CouchDB itself'),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int().describe('seconds'),
  expires_at: z.iso.datetime(),
  tenant_id: uuidSchema,
  access: z.enum(['read', 'write']),
  databases: z.array(z.string()).nullable().describe('null: all of the tenant’s'),
  role: tenantRoleSchema.nullable().describe('of a person, in the tenant'),
});

/** Refusals that count against an address: they are what guessing looks like. */
const guesses: ReadonlySet<GatewayErrorCode> = new Set([
  'key_malformed',
  'key_refused',
  'issuer_unknown',
  'issuer_token_refused',
]);

const general = ['too_many_requests', 'registry_unavailable', 'no_signing_key'] as const;
const ofToken = ['token_missing', 'token_invalid', 'token_expired', 'token_revoked'] as const;

/** `POST /auth/token`, `/auth/refresh`, `/auth/revoke`. */
export function authRoutes(app: FastifyInstance, services: GatewayServices): void {
  const { callers, clock, config, limits, metrics, registry, tokens } = services;
  const minted = metrics.counter('mycouch_gateway_tokens_total', 'Tokens made, by what for.');
  const exchanged = {
    'api-key': minted.of({ kind: 'api-key', by: 'exchange' }),
    person: minted.of({ kind: 'person', by: 'exchange' }),
    application: minted.of({ kind: 'application', by: 'exchange' }),
  };
  const refused = metrics.counter('mycouch_gateway_refusals_total', 'Credentials refused, by why.');
  // Some clients name a type of content for a request that has none.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = typeof body === 'string' ? body : body.toString('utf8');
    done(null, text.trim() === '' ? null : parsed(text));
  });

  const answer = (
    reply: FastifyReply,
    { token, claims }: MintedToken,
  ): z.input<typeof answerSchema> => {
    reply.header('cache-control', 'no-store');
    return {
      token,
      token_type: 'Bearer',
      expires_in: claims.exp - claims.iat,
      expires_at: new Date(claims.exp * 1000).toISOString(),
      tenant_id: claims.tenant_id,
      access: claims.access,
      databases: claims.databases ?? null,
      role: claims.role ?? null,
    };
  };

  app.post(
    '/auth/token',
    {
      config: {
        api: {
          summary: 'An API key, or a token of a trusted issuer, for a token',
          description:
            'The credential stands in the body, or as "Authorization: Bearer …". The token is good at this gateway, at every other one with the same address, and at CouchDB itself.',
          tag: 'Tokens',
          access: 'open',
          body: tokenRequestSchema,
          answers: { 200: answerSchema },
          refusals: [
            ...general,
            ...guesses,
            'invalid_request',
            'application_ambiguous',
            'credential_missing',
            'missing_tenant_id',
            'scope_exceeded',
            'tenant_inactive',
            'person_removed',
          ],
        },
      },
    },
    async (request, reply) => {
      limits.signIn(request.ip);
      limits.mayTry(request.ip);
      if (!registryUsable(registry, clock.now(), config.registryMaxAgeSeconds * 1000)) {
        throw new GatewayError('registry_unavailable');
      }
      try {
        const wanted = tokenRequest(request);
        const key = parseKey(wanted.api_key ?? '');
        const keyId = key.outcome === 'key' ? key.keyId : null;
        if (keyId !== null) factsOf(request).asker = { kind: 'api-key', tenantId: null, keyId };
        const { grant, ...made } = await tokens.exchange(wanted);
        factsOf(request).asker = { kind: grant.holder.kind, tenantId: grant.tenantId, keyId };
        exchanged[grant.holder.kind]();
        return answer(reply, made);
      } catch (error) {
        if (error instanceof GatewayError) {
          refused.add({ code: error.code });
          if (guesses.has(error.code)) limits.noteRefused(request.ip);
        }
        throw error;
      }
    },
  );

  app.post(
    '/auth/refresh',
    {
      config: {
        api: {
          summary: 'A token of ours for a newer one',
          description:
            'Everything is looked at anew. A person gets a token for the tenant that is active now; a token that was narrowed stays narrow.',
          tag: 'Tokens',
          access: 'token',
          answers: { 200: answerSchema },
          refusals: [
            ...general,
            ...ofToken,
            'access_withdrawn',
            'sign_in_over',
            'missing_tenant_id',
          ],
        },
      },
    },
    async (request, reply) => {
      limits.signIn(request.ip);
      const { grant, ...made } = await tokens.refresh(await callers.of(request));
      minted.add({ kind: grant.holder.kind, by: 'refresh' });
      return answer(reply, made);
    },
  );

  app.post(
    '/auth/revoke',
    {
      config: {
        api: {
          summary: 'Ends the token that it is sent with',
          description:
            'At every gateway within a second. CouchDB itself takes the token until it expires.',
          tag: 'Tokens',
          access: 'token',
          answers: { 200: z.object({ ok: z.literal(true) }) },
          refusals: [...general, ...ofToken, 'access_withdrawn', 'upstream_unreachable'],
        },
      },
    },
    async (request) => {
      limits.signIn(request.ip);
      await tokens.revoke(await callers.of(request));
      return { ok: true };
    },
  );
}

/** The body, or what stands in the header where the body names no credential. */
function tokenRequest(request: FastifyRequest): TokenRequest {
  const read = tokenRequestSchema.safeParse(request.body ?? {});
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.map(String).join('.') ?? '';
    throw new GatewayError('invalid_request', {
      reason:
        where === ''
          ? 'The body is not what is asked for here; see /openapi.json.'
          : `“${where}” cannot be used; see /openapi.json.`,
    });
  }
  const { data } = read;
  const bearer = bearerOf(request);
  if (bearer === null || data.api_key !== undefined || data.token !== undefined) return data;
  return bearer.startsWith(keyPrefix) ? { ...data, api_key: bearer } : { ...data, token: bearer };
}

function parsed(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch {
    throw new GatewayError('invalid_request', { reason: 'The body is no JSON.' });
  }
}
