import type { FastifyInstance } from 'fastify';
import { GatewayError } from '../errors.ts';

/** Bodies as JSON, whatever they are called; an empty one is null, as CouchDB has it. */
export function takeJsonBodies(app: FastifyInstance): void {
  app.addContentTypeParser(
    ['application/json', 'text/plain'],
    { parseAs: 'string' },
    (_request, body, done) => {
      const text = typeof body === 'string' ? body : body.toString('utf8');
      if (text.trim() === '') {
        done(null, null);
        return;
      }
      try {
        const read: unknown = JSON.parse(text);
        done(null, read);
      } catch {
        done(new GatewayError('invalid_request', { reason: 'The body is no JSON.' }));
      }
    },
  );
}
