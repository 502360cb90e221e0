import type { FastifyReply } from 'fastify';
import { GatewayError } from '../errors.ts';
import { rolesClaim } from '../tokens/claims.ts';
import { answerJson, type Exchange } from './exchange.ts';
import type { OwnAnswer } from './endpoints.ts';
import { wholeNumber } from './json-body.ts';
import { reachableDatabases } from './tenant-databases.ts';

const mostUuids = 1000;

/** What the gateway says of itself, where clients ask a CouchDB. `welcome` and `up` are for everybody. */
export function openAnswer(
  to: Pick<Exchange, 'reply' | 'verb' | 'services'>,
  answer: 'welcome' | 'up',
): FastifyReply {
  return answer === 'up'
    ? answerJson(to, 200, { status: 'ok' })
    : answerJson(to, 200, {
        couchdb: 'Welcome',
        vendor: { name: 'MyCouch gateway', version: to.services.version },
      });
}

/** Answers of the gateway's own for somebody who was let in. */
export function ownAnswer(
  exchange: Exchange,
  answer: Exclude<OwnAnswer, 'welcome' | 'up'>,
): FastifyReply {
  const { caller, services, target } = exchange;
  switch (answer) {
    case 'session':
      return answerJson(exchange, 200, {
        ok: true,
        userCtx: { name: caller.subject, roles: caller.claims[rolesClaim] },
        info: { authentication_handlers: ['jwt'], authenticated: 'jwt' },
      });
    case 'uuids': {
      const count = wholeNumber(target.query, 'count') ?? 1;
      if (count > mostUuids) {
        throw new GatewayError('invalid_request', {
          reason: `“count” is ${String(mostUuids)} at most.`,
        });
      }
      const uuids = Array.from({ length: count }, () => services.uuid().replaceAll('-', ''));
      return answerJson(exchange, 200, { uuids });
    }
    case 'databases':
      return answerJson(
        exchange,
        200,
        reachableDatabases(caller, services.registry.access, services.config.sharedDatabases)
          .map(({ name }) => name)
          .toSorted(),
      );
  }
}
