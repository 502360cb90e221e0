import { fastify } from 'fastify';
import { generateKeyPair, SignJWT } from 'jose';

/** Signs a token with claims like ours, with the library that the gateway has. */
export async function bareSigner(): Promise<() => Promise<string>> {
  const { privateKey } = await generateKeyPair('ES256');
  const claims = {
    tenant_id: '4f7c2a3e-6f9e-4b1a-9d2c-000000000009',
    epoch: 1,
    access: 'write',
    key_id: 'STuxFT8gOLXM',
    '_couchdb.roles': ['t:4f7c2a3e-6f9e-4b1a-9d2c-000000000009:1'],
  };
  return () =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'k', typ: 'JWT' })
      .setIssuer('https://gateway.example.org')
      .setSubject('apikey:STuxFT8gOLXM')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
}

/** The server that one would write with the same parts as the gateway: whoever posts JSON gets a token. */
export async function startBareSigning() {
  const sign = await bareSigner();
  const app = fastify({ logger: false });
  app.post('/auth/token', async () => ({ token: await sign(), token_type: 'Bearer' }));
  return {
    url: await app.listen({ host: '127.0.0.1', port: 0 }),
    close: () => app.close(),
  };
}
