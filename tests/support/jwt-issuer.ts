import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { CouchDbServer } from './couchdb-address.ts';
import { rawClient } from './couchdb-client.ts';

/** Signs tokens that one server accepts. */
export interface JwtIssuer {
  readonly token: (subject: string, roles: readonly string[]) => Promise<string>;
}

const handlers = ['cookie', 'jwt', 'default']
  .map((name) => `{chttpd_auth, ${name}_authentication_handler}`)
  .join(', ');

/** Switches the JWT handler of a server of our own on, which takes a restart, and gives it an ES256 key. */
export async function startJwtIssuer(server: CouchDbServer): Promise<JwtIssuer> {
  if (server.restart === undefined) throw new Error('this server cannot be restarted');
  const admin = rawClient(server, server);
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const pem = (await exportSPKI(publicKey)).trim().replaceAll('\n', '\\n');
  for (const [path, value] of [
    ['chttpd/authentication_handlers', handlers],
    ['jwt_keys/ec:test', pem],
  ] as const) {
    const answer = await admin('PUT', `/_node/_local/_config/${path}`, value);
    if (answer.status !== 200) throw new Error(`${path} was not taken: ${String(answer.status)}`);
  }
  await server.restart();
  return {
    token: (subject, roles) =>
      new SignJWT({ '_couchdb.roles': roles })
        .setProtectedHeader({ alg: 'ES256', kid: 'test' })
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime('10m')
        .sign(privateKey),
  };
}
