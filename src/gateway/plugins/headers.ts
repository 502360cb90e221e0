import type { FastifyInstance } from 'fastify';

/**
 * Headers for answers that are data and never pages: a browser that is led here shows, guesses and frames
 * nothing. Answers to somebody's token are kept by no cache between.
 * @param url the gateway's own address
 */
export function securityHeaders(url: string): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'private, no-store',
    ...(url.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** Gives every answer the headers above, but for those that it has already. */
export function addSecurityHeaders(app: FastifyInstance, url: string): void {
  const headers = Object.entries(securityHeaders(url));
  app.addHook('onSend', (_request, reply, payload, done) => {
    for (const [name, value] of headers) {
      if (!reply.hasHeader(name)) reply.header(name, value);
    }
    done(null, payload);
  });
}
