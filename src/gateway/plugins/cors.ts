import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/**
 * Which pages may call from a browser. Nothing is signed in by cookies here, so no page is ever allowed to
 * send credentials of the browser; a token has to be put into the header by the page itself.
 */
export async function addCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'COPY'],
    exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Couch-Request-ID', 'X-Mycouch-Refresh'],
    maxAge: 600,
    strictPreflight: false,
  });
}
