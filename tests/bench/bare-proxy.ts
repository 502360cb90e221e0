import { fastify } from 'fastify';
import { Pool } from 'undici';

/** The proxy that one would write with the same parts as the gateway, without any check, log or limit. */
export async function startBareProxy(origin: string, connections: number) {
  const pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  const app = fastify({ logger: false });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => {
    done(null);
  });
  app.all('/*', async ({ raw }, reply) => {
    const { method = 'GET', url = '/', headers } = raw;
    const { authorization = '', accept = '*/*' } = headers;
    const answer = await pool.request({
      origin,
      path: url,
      method,
      headers: { authorization, accept },
      body: method === 'GET' || method === 'HEAD' ? null : raw,
    });
    return reply.code(answer.statusCode).headers(answer.headers).send(answer.body);
  });
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    close: async () => {
      await app.close();
      await pool.destroy();
    },
  };
}
