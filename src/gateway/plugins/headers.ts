import type { FastifyInstance } from 'fastify';

/**
 * Headers for answers that are data and never pages: a browser that is led here shows, guesses and frames
 * nothing. Answers to somebody's token are kept by no cache between.
 */
export function addSecurityHeaders(app: FastifyInstance, secure: boolean): void {
  const headers: Readonly<Record<string, string>> = {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'cross-origin',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  app.addHook('onSend', (_request, reply, payload, done) => {
    for (const [name, value] of Object.entries(headers)) {
      if (!reply.hasHeader(name)) reply.header(name, value);
    }
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-store');
    done(null, payload);
  });
}
