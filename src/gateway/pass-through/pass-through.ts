import type { FastifyInstance, FastifyReply } from 'fastify';
import { Pool } from 'undici';
import { GatewayError } from '../errors.ts';
import { securityHeaders } from '../plugins/headers.ts';
import type { GatewayServices } from '../services.ts';
import { classify, type Classified } from './classify.ts';
import { createCouch } from './couch.ts';
import { verbs, type Verb } from './endpoints.ts';
import { beginExchange, type Exchange } from './exchange.ts';
import { checkHeaders } from './headers.ts';
import { createOpenExchanges } from './open-exchanges.ts';
import { openAnswer, ownAnswer } from './own-answers.ts';
import { createSecurityCheck } from './shared/security-check.ts';
import { serveShared } from './shared/serve-shared.ts';
import { parseTarget } from './target.ts';
import { findDatabase } from './tenant-databases.ts';
import { relayToTenant } from './tenant-relay.ts';

/** CouchDB's own interface: everything that no other route takes. */
export function passThrough(app: FastifyInstance, services: GatewayServices): void {
  const { callers, clock, config, registry, upstream } = services;
  const feeds = new Pool(upstream.address.origin, {
    connections: null,
    pipelining: 1,
    connect: { timeout: 10_000 },
    keepAliveTimeout: 15_000,
  });
  const couch = createCouch(upstream.address, upstream.dispatcher, feeds);
  const open = createOpenExchanges({ callers, registry, clock, ending: services.ending });
  const checkSecurity = createSecurityCheck({ couch, services });
  const always = securityHeaders(config.url);
  app.addHook('preClose', () => {
    open.close();
  });
  app.addHook('onClose', () => feeds.destroy());
  // Bodies are nobody's to read before it is known whose they are.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });

  app.route({
    method: [...verbs],
    url: '/*',
    config: {
      api: {
        summary: 'CouchDB’s interface, for the databases that the token reaches',
        description:
          'Documents, attachments, changes, replication, queries and views as in CouchDB 3. Databases, design documents, indexes and access are not changed here.',
        tag: 'Databases',
        access: 'token',
        answers: { 200: null },
        refusals: [
          'invalid_request',
          'token_missing',
          'token_invalid',
          'token_expired',
          'token_revoked',
          'access_withdrawn',
          'forbidden',
          'not_found',
          'method_not_allowed',
          'conflict',
          'too_large',
          'too_many_requests',
          'registry_unavailable',
          'upstream_failed',
          'upstream_unreachable',
          'upstream_timeout',
        ],
      },
    },
    handler: async (request, reply) => {
      const verb = verbOf(request.method);
      const target = parseTarget(request.raw.url ?? '');
      checkHeaders(request.raw.headers);
      const classified = classify(verb, target.path);
      if (
        classified.kind === 'gateway' &&
        (classified.answer === 'welcome' || classified.answer === 'up')
      ) {
        return openAnswer({ reply, verb, services }, classified.answer);
      }
      const caller = await callers.of(request);
      if (classified.kind === 'refused') throw new GatewayError(classified.code);
      const exchange = beginExchange({
        services,
        couch,
        request,
        reply,
        verb,
        target,
        caller,
        always,
        open,
      });
      try {
        return await serve(exchange, classified);
      } catch (error) {
        throw exchange.ending.over() ? cutOff(exchange) : error;
      }
    },
  });

  async function serve(
    exchange: Exchange,
    classified: Exclude<Classified, { kind: 'refused' }>,
  ): Promise<FastifyReply> {
    const { caller } = exchange;
    if (classified.kind === 'gateway') {
      const { answer } = classified;
      if (answer === 'welcome' || answer === 'up') return openAnswer(exchange, answer);
      return ownAnswer(exchange, answer);
    }
    const { place, needs } = classified;
    const found = findDatabase(place.database, caller, registry.access, config.sharedDatabases);
    if (found === null) {
      throw new GatewayError('not_found', { reason: 'Database does not exist.' });
    }
    const need = found.kind === 'tenant' ? needs[0] : needs[1];
    if (need === 'refused') throw new GatewayError('forbidden');
    if (need === 'write' && caller.access !== 'write') {
      throw new GatewayError('forbidden', { reason: 'This token reads and does not write.' });
    }
    if (found.kind === 'tenant') return relayToTenant(exchange, place);
    await checkSecurity(found.shared, exchange.ending.signal());
    return serveShared(exchange, place, found.shared);
  }

  /** Nobody may be there to read it; the log is told in any case. */
  function cutOff({ caller }: Exchange): GatewayError {
    if (services.ending.aborted) return new GatewayError('upstream_unreachable');
    return callers.stillGood(caller)
      ? new GatewayError('invalid_request', { reason: 'The client went away.' })
      : new GatewayError('access_withdrawn');
  }
}

function verbOf(method: string): Verb {
  const verb = verbs.find((one) => one === method);
  if (verb === undefined) throw new GatewayError('method_not_allowed');
  return verb;
}
