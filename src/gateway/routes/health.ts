import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { registryUsable } from '../plugins/callers.ts';
import type { GatewayServices } from '../services.ts';
import type { KeyReport } from '../tokens/signing-keys.ts';

const answerSchema = z.object({
  status: z
    .enum(['ok', 'degraded', 'unavailable'])
    .describe('degraded: serves, but not all of it; unavailable (503): nobody can be let in'),
  gateway: z.string(),
  version: z.string(),
  registry: z.object({
    state: z.enum(['loading', 'current', 'behind']),
    as_of: z.iso.datetime().nullable().describe('everything up to then is known'),
    problem: z.string().nullable(),
  }),
  tokens: z.object({
    signing_key: z.string().nullable().describe('kid of the key in use'),
    next_key: z.string().nullable().describe('kid of the key that waits for CouchDB'),
    couchdb: z.enum(['accepted', 'ignored', 'refused', 'unreachable', 'unknown']),
    published: z.boolean(),
    note: z.string().nullable(),
  }),
});

export type Health = z.output<typeof answerSchema>;

/** How this gateway is, from memory; nobody is asked for it. */
function healthOf(services: GatewayServices): Health {
  const { clock, config, name, registry, tokens, version } = services;
  const { state, asOf, problem } = registry.freshness();
  const keys = tokens.report();
  const usable = registryUsable(registry, clock.now(), config.registryMaxAgeSeconds * 1000);
  const well = state === 'current' && keys.active !== null && keys.couchdb === 'accepted';
  return {
    status: usable ? (well ? 'ok' : 'degraded') : 'unavailable',
    gateway: name,
    version,
    registry: { state, as_of: asOf?.toISOString() ?? null, problem },
    tokens: {
      signing_key: keys.active,
      next_key: keys.next,
      couchdb: keys.couchdb,
      published: keys.published,
      note: noteOn(keys),
    },
  };
}

/** What is to be done about tokens, in a sentence; null: nothing. */
function noteOn({ active, couchdb, published }: KeyReport): string | null {
  switch (couchdb) {
    case 'ignored':
      return 'CouchDB does not look at tokens: its JWT handler is not active. The console’s plan can switch it on. Tokens of this gateway are not accepted there.';
    case 'refused':
      return published
        ? 'CouchDB does not know the signing key yet: apply the plan in the console, or let an agent do it.'
        : 'The signing key is not in the registry yet, so that no plan can install it; see the log.';
    case 'unreachable':
      return 'CouchDB cannot be reached.';
    case 'unknown':
      return active === null ? 'CouchDB was not asked yet.' : null;
    case 'accepted':
      return null;
  }
}

/** `GET /health`. */
export function healthRoute(app: FastifyInstance, services: GatewayServices): void {
  app.get(
    '/health',
    {
      config: {
        api: {
          summary: 'How this gateway is',
          tag: 'Gateway',
          access: 'open',
          answers: { 200: answerSchema, 503: answerSchema },
        },
      },
    },
    async (_request, reply) => {
      const health = healthOf(services);
      return reply
        .code(health.status === 'unavailable' ? 503 : 200)
        .header('cache-control', 'no-store')
        .send(health);
    },
  );
}
