import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from '../caller.ts';
import type { CallerKind } from '../tokens/claims.ts';

/** What the log, the limits and the metrics know of one request while it is served. */
export interface RequestFacts {
  caller: Caller | null;
  /** Of a request for a token: for whom it is, as far as the credential told. */
  asker: {
    readonly kind: CallerKind;
    readonly tenantId: string | null;
    readonly keyId: string | null;
  } | null;
  /** Code of the refusal; null: none. */
  refusal: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    facts: RequestFacts | null;
  }
}

/** Gives every request a place for its facts. */
export function addRequestFacts(app: FastifyInstance): void {
  app.decorateRequest('facts', null);
  app.addHook('onRequest', (request, _reply, done) => {
    request.facts = { caller: null, asker: null, refusal: null };
    done();
  });
}

/** The facts of a request; made where a request failed before the hooks ran. */
export function factsOf(request: FastifyRequest): RequestFacts {
  request.facts ??= { caller: null, asker: null, refusal: null };
  return request.facts;
}
