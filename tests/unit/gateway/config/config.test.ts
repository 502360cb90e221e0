import { describe, expect, it } from 'vitest';
import { describeRefusals, readConfig } from '../../../../src/gateway/config.ts';

const secret = 'nCw2vQk9Xr7LbT4s';
const good = {
  GATEWAY_URL: 'https://gateway.example.org/',
  COUCHDB_URL: 'http://127.0.0.1:5984',
  COUCHDB_USER: 'gateway-1',
  COUCHDB_PASSWORD: secret,
};
const none = (): string => {
  throw new Error('ENOENT');
};
const refusals = (
  environment: Readonly<Record<string, string>>,
  file?: unknown,
): readonly string[] => {
  const reading = readConfig(
    file === undefined ? environment : { ...environment, GATEWAY_CONFIG: 'gateway.json' },
    file === undefined ? none : () => (typeof file === 'string' ? file : JSON.stringify(file)),
  );
  if (reading.ok) return [];
  for (const { reason, remedy } of reading.refusals) {
    expect(reason).not.toBe('');
    expect(remedy).not.toBe('');
  }
  expect(describeRefusals(reading.refusals)).not.toContain(secret);
  return reading.refusals.map(({ setting }) => setting);
};

describe('the configuration', () => {
  it('has a default for all that can have one', () => {
    const reading = readConfig(good, none);
    expect(reading).toMatchObject({
      ok: true,
      config: {
        url: 'https://gateway.example.org',
        host: '127.0.0.1',
        trustProxy: false,
        corsOrigins: [],
        metricsToken: null,
        tokens: { lifeSeconds: 3600, algorithm: 'ES256' },
        registryMaxAgeSeconds: 300,
      },
    });
  });

  it('takes the environment over the file', () => {
    const file = {
      port: 1234,
      host: '0.0.0.0',
      couchdb: { url: 'http://other:5984', user: 'x' },
      issuers: [{ name: 'login', issuer: 'https://login.example.org/', audience: ['a'] }],
    };
    const environment = {
      ...good,
      GATEWAY_CONFIG: 'gateway.json',
      GATEWAY_PORT: '8080',
      GATEWAY_CORS_ORIGINS: 'https://a.example.org, https://b.example.org',
      GATEWAY_TRUST_PROXY: '10.0.0.1,10.0.0.2',
    };
    expect(readConfig(environment, () => JSON.stringify(file))).toMatchObject({
      ok: true,
      config: {
        port: 8080,
        host: '0.0.0.0',
        couchdb: { user: 'gateway-1', address: { url: 'http://127.0.0.1:5984' } },
        corsOrigins: ['https://a.example.org', 'https://b.example.org'],
        trustProxy: ['10.0.0.1', '10.0.0.2'],
        issuers: [{ issuer: 'https://login.example.org/', userPrefix: '' }],
      },
    });
  });

  it('reads secrets from files, without the line’s end', () => {
    const { GATEWAY_URL, COUCHDB_URL, COUCHDB_USER } = good;
    const rest = { GATEWAY_URL, COUCHDB_URL, COUCHDB_USER };
    const reading = readConfig({ ...rest, COUCHDB_PASSWORD_FILE: '/run/secrets/x' }, (path) => {
      expect(path).toBe('/run/secrets/x');
      return `${secret}\n`;
    });
    expect(reading).toMatchObject({ ok: true, config: { couchdb: { password: secret } } });
    expect(refusals({ ...good, COUCHDB_PASSWORD_FILE: 'x' })).toContain('COUCHDB_PASSWORD');
    expect(refusals({ ...rest, COUCHDB_PASSWORD_FILE: 'x' })).toContain('COUCHDB_PASSWORD_FILE');
  });

  it('takes user name and password out of CouchDB’s address', () => {
    const reading = readConfig(
      { GATEWAY_URL: good.GATEWAY_URL, COUCHDB_URL: `http://g1:${secret}@127.0.0.1:5984` },
      none,
    );
    expect(reading).toMatchObject({
      ok: true,
      config: {
        couchdb: { user: 'g1', password: secret, address: { url: 'http://127.0.0.1:5984' } },
      },
    });
  });

  it.each([
    'short',
    'password12345',
    'aaaaaaaaaaaaaaaaaaaa',
    'my-gateway-1-pass',
    `${secret}\u0007`,
  ])('refuses the weak secret %j', (password) => {
    expect(refusals({ ...good, COUCHDB_PASSWORD: password })).toEqual(['COUCHDB_PASSWORD']);
    expect(refusals({ ...good, GATEWAY_METRICS_TOKEN: password.slice(0, 11) })).toEqual([
      'GATEWAY_METRICS_TOKEN',
    ]);
  });

  it.each([
    [{ GATEWAY_URL: 'http://gateway.example.org' }, 'GATEWAY_URL'],
    [{ GATEWAY_URL: 'gateway' }, 'GATEWAY_URL'],
    [{ GATEWAY_PORT: '65536' }, 'GATEWAY_PORT'],
    [{ GATEWAY_PORT: '-1' }, 'GATEWAY_PORT'],
    [{ GATEWAY_NAME: 'Gate_1' }, 'GATEWAY_NAME'],
    [{ GATEWAY_TRUST_PROXY: 'true' }, 'GATEWAY_TRUST_PROXY'],
    [{ GATEWAY_TOKEN_SECONDS: '3601' }, 'GATEWAY_TOKEN_SECONDS'],
    [{ GATEWAY_ALGORITHM: 'HS256' }, 'GATEWAY_ALGORITHM'],
    [{ GATEWAY_CORS_ORIGINS: 'https://a.example.org/' }, 'corsOrigins.0'],
    [{ COUCHDB_URL: 'ftp://couch' }, 'COUCHDB_URL'],
  ])('refuses %j and names it', (change, setting) => {
    expect(refusals({ ...good, ...change })).toEqual([setting]);
  });

  it('says everything that is wrong at once', () => {
    expect(refusals({}).toSorted()).toEqual([
      'COUCHDB_PASSWORD',
      'COUCHDB_URL',
      'COUCHDB_USER',
      'GATEWAY_URL',
    ]);
  });

  it.each([
    ['no JSON', '{', 'GATEWAY_CONFIG'],
    ['a list', [], 'GATEWAY_CONFIG'],
    ['a setting that there is not', { prot: 1 }, 'the file'],
    ['a secret in the file', { couchdb: { password: secret } }, 'couchdb'],
    [
      'the registry as a shared database',
      { sharedDatabases: [{ name: 'couch-sitter' }] },
      'sharedDatabases.0.name',
    ],
    ['one issuer twice', { issuers: [issuer('a'), issuer('b', { userPrefix: 'b-' })] }, 'issuers'],
    [
      'two issuers without a prefix',
      { issuers: [issuer('a'), issuer('b', { issuer: 'https://b.example.org' })] },
      'issuers',
    ],
    [
      'an issuer over http',
      { issuers: [issuer('a', { issuer: 'http://a.example.org' })] },
      'issuers.0.issuer',
    ],
    ['no audience', { issuers: [issuer('a', { audience: [] })] }, 'issuers.0.audience'],
    [
      'itself as an issuer',
      { issuers: [issuer('a', { issuer: 'https://gateway.example.org' })] },
      'issuers',
    ],
  ])('refuses a file with %s', (_what, file, setting) => {
    expect(refusals(good, file)).toContain(setting);
  });
});

function issuer(name: string, more: object = {}): object {
  return { name, issuer: 'https://login.example.org', audience: 'shop', ...more };
}
