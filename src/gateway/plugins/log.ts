import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { shownPrefix } from '../../shared/keys/key-format.ts';
import type { Metrics } from './metrics.ts';
import { factsOf } from './request-facts.ts';

/** The place of a request that no route took; what was asked for could be anything. */
const noRoute = '(none)';

/**
 * One line for each request, and its metrics. It has the route's pattern and never the address that was
 * asked for, since ids, keys and queries stand in those; no header, no body.
 */
export function addRequestLog(app: FastifyInstance, log: Logger, metrics: Metrics): void {
  const requests = metrics.counter('mycouch_gateway_requests_total', 'Requests answered.');
  const durations = metrics.histogram(
    'mycouch_gateway_request_seconds',
    'Time until an answer was sent whole; of a feed, how long it was open.',
  );
  /** By method, status and route; as many as there are in the end, since all three are of closed lists. */
  const counters = new Map<string, (milliseconds: number) => void>();
  const counterOf = (method: string, status: number, route: string) => {
    const key = `${method} ${String(status)} ${route}`;
    let counter = counters.get(key);
    if (counter === undefined) {
      const count = requests.of({ method, route, status: String(status) });
      const observe = durations.of({ method, route });
      counter = (milliseconds) => {
        count();
        observe(milliseconds);
      };
      counters.set(key, counter);
    }
    return counter;
  };
  app.addHook('onResponse', (request, reply, done) => {
    const { caller, asker, refusal } = factsOf(request);
    const whose = caller ?? asker;
    const keyId = whose?.keyId ?? null;
    const route = request.is404 ? noRoute : (request.routeOptions.url ?? noRoute);
    const milliseconds = Math.round(reply.elapsedTime * 100) / 100;
    counterOf(request.method, reply.statusCode, route)(milliseconds);
    log.info(
      {
        request: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        outcome: refusal ?? (reply.statusCode < 400 ? 'ok' : 'refused'),
        ms: milliseconds,
        tenant: whose?.tenantId ?? null,
        key: keyId === null ? null : shownPrefix(keyId),
        caller: whose?.kind ?? null,
        address: request.ip,
      },
      'request',
    );
    done();
  });
}
