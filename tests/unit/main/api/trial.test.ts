import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PlainAsk } from '../../../../src/couch/plain-request.ts';
import { trialApi } from '../../../../src/main/api/trial.ts';
import { runTrial } from '../../../../src/main/trial/run-trial.ts';
import { ConsoleError, reportError } from '../../../../src/shared/errors.ts';
import { keyScene } from '../../../support/key-scene.ts';

const url = 'https://gateway.example.org';

/** A console, a tenant with a key, another tenant, and a gateway that answers as told. */
async function trialScene(answers: (path: string, bearer: string) => [number, unknown] | Error) {
  const scene = keyScene();
  const tenantId = await scene.tenant('acme');
  await scene.tenant('other');
  const { key, secret } = await scene.make(tenantId, 'Till');
  const asked: { readonly url: string; readonly bearer: string }[] = [];
  const ask: PlainAsk = ({ url: address, bearer }) => {
    asked.push({ url: address, bearer });
    const answer = answers(address.slice(url.length), bearer);
    if (answer instanceof Error) return Promise.reject(answer);
    const [status, body] = answer;
    return Promise.resolve({ status, text: JSON.stringify(body) });
  };
  const copied: string[] = [];
  const api = trialApi(
    {
      registry: scene.registry,
      keys: scene.index,
      clock: scene.clock,
      uuid: randomUUID,
      clipboard: {
        write: (text) => {
          copied.push(text);
          return Promise.resolve();
        },
        read: () => Promise.resolve(copied.at(-1) ?? ''),
      },
    },
    (order) => runTrial(order, (use) => use(ask)),
  );
  return { ...scene, api, keys: scene.api, tenantId, key, secret, asked, copied };
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenOf = (tenantId: string, keyId: string, now: Date) => {
  const iat = Math.floor(now.getTime() / 1000);
  const claims = {
    iss: url,
    sub: `apikey:${keyId}`,
    iat,
    exp: iat + 3600,
    tenant_id: tenantId,
    epoch: 1,
    access: 'write',
    key_id: keyId,
    '_couchdb.roles': [`t:${tenantId}:1`],
  };
  return `${part({ alg: 'ES256', kid: 'k' })}.${part(claims)}.secretsignature`;
};

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => reportError(error),
  );

describe('trying a key', () => {
  it('reads a pasted one without asking anybody, and keeps nothing of it', async () => {
    const { api, keys, key, secret, asked, tenantId, clock } = await trialScene(() => [500, {}]);
    expect(await api.read({ key: `  ${secret}\n` })).toMatchObject({
      shape: 'key',
      id: key.id,
      known: { name: 'Till', tenantId },
      hindrances: [],
    });
    const swapped = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
    expect(await api.read({ key: swapped })).toEqual({ shape: 'typo' });
    expect(await api.read({ key: 'hello' })).toEqual({ shape: 'not-a-key' });
    await keys.revoke({ keyIds: [key.id], reason: '', hard: false });
    await clock.advance(1);
    const answer = await api.read({ key: secret });
    expect(answer).toMatchObject({ hindrances: ['revoked'] });
    expect(JSON.stringify(answer)).not.toContain(secret.slice(20));
    expect(asked).toEqual([]);
  });

  it('exchanges it, asks for what it should reach and should not, and keeps the token to itself', async () => {
    let token = '';
    const scene = await trialScene((path, bearer) => {
      if (path === '/auth/token') return [200, { token }];
      if (bearer !== token) return [401, { error: 'unauthorized', reason: 'no' }];
      if (path === '/_all_dbs') return [200, ['shop_acme_products', 'catalogue']];
      if (/^\/(shop_(acme|other)_|catalogue)/u.test(path)) return [200, { db_name: 'x' }];
      return [404, { error: 'not_found', code: 'not_found', reason: 'missing' }];
    });
    const { api, key, secret, tenantId, asked, audit, copied, clock } = scene;
    token = tokenOf(tenantId, key.id, clock.now());
    const trial = await api.run({ key: secret, url: `${url}/` });
    expect(trial.token).toMatchObject({
      facts: { tenantId, keyId: key.id, access: 'write' },
      signedBy: null,
      concerns: ['unknown-signer'],
    });
    const verdicts = trial.probes.map(({ id, verdict, mayWrite }) => [id, verdict, mayWrite]);
    expect(verdicts).toContainEqual(['own shop_acme_products', 'right', true]);
    expect(verdicts).toContainEqual(['shared catalogue', 'right', true]);
    expect(verdicts).toContainEqual(['people __users', 'right', null]);
    // A gateway that lets another tenant's database be read.
    expect(verdicts.find(([id]) => String(id).startsWith('others '))).toEqual([
      expect.stringMatching(/^others shop_other_/u),
      'leak',
      null,
    ]);
    expect(asked[0]).toEqual({ url: `${url}/auth/token`, bearer: secret });
    expect(asked.slice(1).every(({ bearer }) => bearer === token)).toBe(true);
    const said = JSON.stringify([trial, audit]);
    expect(said).not.toContain('secretsignature');
    expect(said).not.toContain(secret.slice(20));
    expect(audit.at(-1)).toMatchObject({
      action: 'key_tried',
      tenant_id: tenantId,
      details: { name: 'Till', gateway: url, leaks: 1, refused: null },
    });

    const trialId = trial.token?.trialId ?? '';
    await api.copyToken({ trialId });
    expect(copied).toEqual([token]);
    await clock.advance(60_000);
    expect(copied.at(-1)).toBe('');
    await api.end({ trialId });
    expect(await failureOf(api.copyToken({ trialId }))).toMatchObject({ code: 'not-found' });
  });

  it('tells of a refusal in the gateway’s own words, made harmless', async () => {
    const scene = await trialScene(() => [
      401,
      {
        error: 'unauthorized',
        code: 'key_refused',
        reason: `No\u202e good:\n myc_AAAAAAAAAAAA_BBBB`,
      },
    ]);
    const trial = await scene.api.run({ key: scene.secret, url });
    expect(trial).toMatchObject({
      refusal: { status: 401, code: 'key_refused', reason: 'No good: myc_AAAAAAAAAAAA_…' },
      token: null,
      probes: [],
    });
    expect(scene.audit.at(-1)).toMatchObject({
      outcome: 'failed',
      details: { refused: 'key_refused' },
    });
    const strange = await trialScene(() => [200, 'hello']);
    expect(await strange.api.run({ key: strange.secret, url })).toMatchObject({
      refusal: { reason: 'What answers there is no gateway of MyCouch.' },
    });
  });

  it.each([
    'http://gateway.example.org',
    'https://user:pass@gateway.example.org',
    'file:///etc/passwd',
    'https://gateway.example.org/?to=x',
    'gateway.example.org',
  ])('sends it to no address that could be meant otherwise: %s', async (address) => {
    const { api, secret, asked } = await trialScene(() => [200, {}]);
    expect(await failureOf(api.run({ key: secret, url: address }))).toMatchObject({
      code: 'address-invalid',
    });
    expect(asked).toEqual([]);
  });

  it('sends nothing that is no whole key, and notes a trial that nobody answered', async () => {
    const { api, secret, asked, audit } = await trialScene(
      () => new ConsoleError('server-timeout', 'Too late.'),
    );
    const broken = await failureOf(api.run({ key: secret.slice(0, -1), url }));
    expect(broken).toMatchObject({ code: 'invalid-input' });
    expect(asked).toEqual([]);
    const late = await failureOf(api.run({ key: secret, url }));
    expect(late).toMatchObject({ code: 'server-timeout' });
    expect(JSON.stringify(late)).not.toContain(secret.slice(20));
    expect(audit.at(-1)).toMatchObject({ action: 'key_tried', outcome: 'failed' });
  });
});
