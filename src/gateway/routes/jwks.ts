import { createPublicKey } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { GatewayServices } from '../services.ts';

const answerSchema = z.object({
  keys: z.array(
    z.looseObject({ kid: z.string(), kty: z.string(), alg: z.string(), use: z.literal('sig') }),
  ),
});

/** `GET /.well-known/jwks.json`: the public keys of this gateway and of the others, as RFC 7517 has them. */
export function jwksRoute(app: FastifyInstance, { tokens }: GatewayServices): void {
  app.get(
    '/.well-known/jwks.json',
    {
      config: {
        api: {
          summary: 'Public keys that tokens are signed with',
          tag: 'Tokens',
          access: 'open',
          answers: { 200: answerSchema },
        },
      },
    },
    async (_request, reply) =>
      reply.header('cache-control', 'public, max-age=60').send({
        keys: tokens.trusted().map(({ kid, alg, publicKey }) => ({
          ...createPublicKey(publicKey).export({ format: 'jwk' }),
          kid,
          alg,
          use: 'sig',
        })),
      }),
  );
}
