import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { MockAgent } from 'undici';
import { z } from 'zod';
import { createGateway } from '../../src/gateway/gateway.ts';
import { systemClock } from '../../src/gateway/system-clock.ts';
import type { CouchDbAddress } from './couchdb-address.ts';
import { sampleConfig } from './gateway-in-process.ts';
import { gatewayScene } from './gateway-scene.ts';

const signInOrigin = 'https://login.example.org';
const couchUrl = 'http://127.0.0.1:5984';
const unlimited = { perMinute: 0 };
const tokenSchema = z.object({ token: z.string(), tenant_id: z.string() });

export const peopleSettings = {
  tokens: { settleSeconds: 0 },
  issuers: [
    {
      name: 'login',
      issuer: signInOrigin,
      audience: 'app',
      administrators: { claim: 'groups', value: 'platform' },
    },
  ],
  limits: { address: unlimited, caller: unlimited, signIn: unlimited, refused: unlimited },
};

/** An identity provider of these tests: its keys, and tokens for whomever. */
export async function signInProvider() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
  return {
    /** Answers for the provider in place of the network. */
    outside: (): MockAgent => {
      const agent = new MockAgent();
      agent.disableNetConnect();
      const origin = agent.get(signInOrigin);
      origin
        .intercept({ path: '/.well-known/openid-configuration' })
        .reply(200, { issuer: signInOrigin, jwks_uri: `${signInOrigin}/jwks` })
        .persist();
      origin
        .intercept({ path: '/jwks' })
        .reply(200, { keys: [jwk] })
        .persist();
      return agent;
    },
    token: (sub: string, claims: object = {}, now = new Date()): Promise<string> => {
      const seconds = Math.floor(now.getTime() / 1000);
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(signInOrigin)
        .setSubject(sub)
        .setAudience('app')
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + 600)
        .sign(privateKey);
    },
  };
}

/** CouchDB as far as tokens are concerned: takes every one. */
export function takesTokens(): MockAgent {
  const upstream = new MockAgent();
  upstream.disableNetConnect();
  upstream
    .get(couchUrl)
    .intercept({ path: '/_session' })
    .reply(({ headers }) => {
      const { authorization = '' } = Object.fromEntries(Object.entries(headers ?? {}));
      const { sub } = decodeJwt(String(authorization).slice('Bearer '.length));
      return { statusCode: 200, data: JSON.stringify({ userCtx: { name: sub } }) };
    })
    .persist();
  return upstream;
}

/** Gateways that listen, over the registry of a real server; each has a folder of its own. */
export async function peopleGateways(server: CouchDbAddress, settings: object = {}) {
  const scene = await gatewayScene(server);
  const provider = await signInProvider();
  const quick = { heartbeat: 300, look: 500, firstWait: 50, longestWait: 300, log: 200 };

  const start = async (name: string) => {
    const folder = join(scene.directory, name);
    await mkdir(folder, { recursive: true });
    const { registry, close } = await scene.open(quick, folder);
    await registry.ready();
    const upstream = takesTokens();
    const outside = provider.outside();
    const config = sampleConfig({ ...peopleSettings, ...settings });
    const gateway = await createGateway({
      config: { ...config, port: 0, host: '127.0.0.1', dataDirectory: folder },
      name,
      version: '1.2.3',
      registry,
      upstream,
      outside,
      log: pino({ level: 'silent' }),
      clock: systemClock,
      uuid: randomUUID,
    });
    await gateway.lookAtKeys();
    await gateway.lookAtKeys();
    const url = await gateway.listen();
    return {
      url,
      gateway,
      registry,
      /** Signs in as often as it takes, and answers the token and every answer on the way. */
      signIn: async (sub: string, claims: object = {}) => {
        const statuses: number[] = [];
        for (;;) {
          const answer = await fetch(`${url}/auth/token`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ token: await provider.token(sub, claims) }),
          });
          statuses.push(answer.status);
          const body: unknown = await answer.json();
          if (answer.status === 200) return { ...tokenSchema.parse(body), statuses };
          if (statuses.length === 4) throw new Error(JSON.stringify(body));
        }
      },
      close: async (): Promise<void> => {
        await gateway.close();
        await close();
        await upstream.close();
        await outside.close();
      },
    };
  };
  return { scene, provider, start };
}

export type PeopleGateway = Awaited<
  ReturnType<Awaited<ReturnType<typeof peopleGateways>>['start']>
>;
