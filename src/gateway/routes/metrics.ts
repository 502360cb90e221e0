import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError } from '../errors.ts';
import { bearerOf } from '../plugins/callers.ts';
import type { GatewayServices } from '../services.ts';

/** `GET /metrics`: for this machine, and for whoever has the token that is configured for it. */
export function metricsRoute(app: FastifyInstance, services: GatewayServices): void {
  const { clock, config, metrics, registry, tokens } = services;
  metrics.gauge(
    'mycouch_gateway_registry_age_seconds',
    'Age of the registry in memory; absent before it was read.',
    () => {
      const { asOf } = registry.freshness();
      return asOf === null ? null : Math.max(0, (clock.now().getTime() - asOf.getTime()) / 1000);
    },
  );
  metrics.gauge(
    'mycouch_gateway_signing_key_accepted',
    '1 while CouchDB takes tokens of the signing key in use.',
    () => {
      const { active, couchdb } = tokens.report();
      return active !== null && couchdb === 'accepted' ? 1 : 0;
    },
  );
  metrics.gauge('mycouch_gateway_memory_bytes', 'Resident memory.', () =>
    process.memoryUsage.rss(),
  );
  app.get(
    '/metrics',
    {
      config: {
        api: {
          summary: 'Metrics in Prometheus’ text format',
          description:
            'Open to this machine; to others with the token that GATEWAY_METRICS_TOKEN has.',
          tag: 'Gateway',
          access: 'open',
          answers: { 200: null },
          refusals: ['forbidden'],
        },
      },
    },
    async (request, reply) => {
      if (!mayRead(request, config.metricsToken)) throw new GatewayError('forbidden');
      return reply
        .header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
        .send(metrics.text());
    },
  );
}

function mayRead(request: FastifyRequest, token: string | null): boolean {
  if (token === null) {
    // Behind a proxy on this machine everybody would seem to be here; then a token is needed.
    const here = /^(?:::ffff:)?127\.\d+\.\d+\.\d+$|^::1$/.test(request.ip);
    return here && request.headers['x-forwarded-for'] === undefined;
  }
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(bearerOf(request) ?? ''), digest(token));
}
