import { seededRandom } from '../support/seeded-random.ts';
import {
  methods,
  words,
  places,
  endpoints,
  parameters,
  types,
  headerNames,
} from './gateway-words.ts';

/** Names and credentials that cases are made of. */
export interface CaseParts {
  readonly mine: string;
  readonly theirs: string;
  readonly databases: readonly string[];
  readonly tokens: readonly string[];
  readonly keys: readonly string[];
}

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  /** Name and value in turns; a name may stand there twice. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
  /** Bytes for the socket in place of all of that; null: what a client for HTTP can send. */
  readonly raw: Buffer | null;
}

/** One request from its number and the seed alone; most are near to something meant. */
export function hostileRequest(seed: number, number: number, parts: CaseParts): HostileRequest {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const below = (limit: number): number => Math.floor(random() * limit);
  const chance = (share: number): boolean => random() < share;
  const of = <T>(list: readonly T[]): T => {
    const one = list[below(list.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  };
  const word = (): string =>
    of([of(words), of(words), parts.theirs, parts.mine, of(parts.databases)]);
  const rev = (): string =>
    of([
      '1-a',
      '1-b',
      `9-${'f'.repeat(32)}`,
      '0-0',
      '-1-x',
      '99999999999999999999-a',
      '1',
      '',
      '1-',
      `${'9'.repeat(300)}-a`,
      '1-A',
      '1-a,1-b',
    ]);
  const value = (depth = 0): unknown => {
    const leaf = () =>
      of<unknown>([
        word(),
        rev(),
        -1,
        0,
        1e308,
        2 ** 53 + 2,
        true,
        null,
        '',
        [],
        {},
        parts.theirs,
        'active',
        'owner',
        '\u0000',
        '\ud800',
      ]);
    if (depth > 3 || chance(0.5)) return leaf();
    return chance(0.3)
      ? Array.from({ length: below(4) }, () => value(depth + 1))
      : fields(depth + 1);
  };
  const field = (): string =>
    of<string>([
      '_id',
      '_rev',
      '_deleted',
      '_attachments',
      '_revisions',
      'tenant_id',
      'docs',
      'keys',
      'selector',
      'new_edits',
      'id',
      'rev',
      'token',
      'api_key',
      'access',
      'databases',
      'application',
      'role',
      'sub',
      'type',
      'epoch',
      'generation',
      '_couchdb.roles',
      'applications',
      'active_tenant',
      'owner',
      'enabled',
      'queries',
      'doc_ids',
      'name',
      'limit',
      'fields',
      'sort',
      'use_index',
      'constructor',
      'toString',
      '$or',
      '$where',
      'createdBy',
      'blueprint',
      'key',
      'readOnly',
      'userIds',
      'personalTenantId',
      word(),
    ]);
  const fields = (depth: number): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: below(6) }, () => [field(), value(depth)]));
  const doc = () => ({
    _id: of(['a1', 'mine-1', 'mine-2', `tenant_${parts.theirs}`, '_design/x', '_local/x', word()]),
    ...(chance(0.6) ? { _rev: rev() } : {}),
    ...(chance(0.5) ? { tenant_id: of([parts.theirs, parts.mine]) } : {}),
    ...fields(2),
  });
  const bodyText = (): string => {
    const whole: unknown = of([
      () => ({
        docs: Array.from({ length: below(4) }, doc),
        ...(chance(0.5) ? { new_edits: value(3) } : {}),
      }),
      () => ({ api_key: of([...parts.keys, word()]), ...(chance(0.4) ? fields(2) : {}) }),
      () => ({ token: of([...parts.tokens, word()]), ...fields(2) }),
      () => ({ keys: Array.from({ length: below(4) }, () => value(2)), ...fields(2) }),
      () => ({ selector: fields(1), ...fields(2) }),
      () => ({ docs: Array.from({ length: below(4) }, () => ({ id: word(), rev: rev() })) }),
      doc,
      () => value(),
    ])();
    const text = JSON.stringify(whole);
    switch (below(14)) {
      case 0:
        return text.slice(0, below(text.length + 1));
      case 1:
        return text.replace('{', '{"__proto__":{"admin":true},');
      case 2:
        return text.replace('{', '{"constructor":{"prototype":{"admin":true}},');
      case 3:
        return `${'['.repeat(below(3000))}${text}`;
      case 4:
        return text.replace(/\d+/, '1e999');
      case 5:
        return `\ufeff${text}`;
      case 6:
        return text.replace(
          '{',
          `{"tenant_id":"${parts.mine}","tenant_id":"${parts.theirs}","_id":"a1","_id":"mine-1",`,
        );
      case 7:
        return of([
          '',
          ' ',
          'null',
          '{',
          '"',
          '[',
          '--b\r\nContent-Type: application/json\r\n\r\n{}\r\n--b--',
          'a=1&b=2',
          '\u0000',
          'NaN',
          "{'a':1}",
        ]);
      default:
        return text;
    }
  };
  const spelled = (path: string): string => {
    switch (below(30)) {
      case 0:
        return path.replace('/', '//');
      case 1:
        return path.replace('/_', '/%5F');
      case 2:
        return `/shop_mine_products/..${path}`;
      case 3:
        return `/shop_mine_products%2F..%2F${path.slice(1)}`;
      case 4:
        return path.toUpperCase();
      case 5:
        return `${path}/${word()}`;
      case 6:
        return `${path};a=b`;
      default:
        return path;
    }
  };
  const query = (): string => {
    if (chance(0.7)) return '';
    const pairs = Array.from({ length: 1 + below(4) }, () => {
      const content = of([
        word(),
        rev(),
        encodeURIComponent(JSON.stringify(value(2))),
        'true',
        'all',
        'longpoll',
      ]);
      return chance(0.1) ? of(parameters) : `${of(parameters)}=${content}`;
    });
    return `?${pairs.join(of(['&', '&', '&', '&&', ';']))}`;
  };
  const path = `${spelled(
    chance(0.7)
      ? `/${of([...parts.databases, word()])}${chance(0.9) ? of(endpoints) : `/${word()}`}`
      : of([...places, `/${word()}`]),
  )}${query()}`;
  const method = chance(0.9) ? of(methods.slice(0, 6)) : of(methods);
  const headers: string[] = [];
  if (chance(0.9)) {
    const [token, other] = [of(parts.tokens), of(parts.tokens)];
    const changed = `${token.slice(0, below(token.length))}${of(['A', '.', '', '..'])}`;
    const said = chance(0.6)
      ? `Bearer ${parts.tokens[below(Math.min(5, parts.tokens.length))] ?? token}`
      : of([
          `Bearer ${token}`,
          `Bearer ${token}`,
          `bearer ${token}`,
          `Bearer ${changed}`,
          `Bearer ${token}, Bearer ${other}`,
          `Basic ${btoa('admin:admin')}`,
          'Bearer',
          word().replaceAll('ü', ''),
        ]);
    headers.push('authorization', said);
    if (chance(0.03)) headers.push('authorization', `Bearer ${other}`);
  }
  const body = chance(method === 'PUT' || method === 'POST' ? 0.9 : 0.1)
    ? Buffer.from(bodyText())
    : null;
  if (body !== null && chance(0.95))
    headers.push('content-type', chance(0.7) ? 'application/json' : of(types));
  for (let left = below(4); chance(0.4) && left > 0; left -= 1) {
    headers.push(
      of(headerNames),
      of([
        'DELETE',
        '127.0.0.1',
        'gzip',
        '100-continue',
        'a1',
        parts.theirs,
        '_admin',
        '*',
        'bytes=0-',
        'https://evil.example',
        '',
        of(words.filter((one) => !one.includes('ü'))),
      ]),
    );
  }
  const raw = number % 25 === 0 ? rawBytes() : null;
  return { method, path, headers, body, raw };

  /** What no client for HTTP would send. */
  function rawBytes(): Buffer {
    const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n`;
    const auth = `Authorization: Bearer ${of(parts.tokens)}`;
    const host = 'Host: gateway.example.org';
    const inner = `GET /shop_theirs_products/a1 HTTP/1.1\r\n${host}\r\n${auth}\r\n\r\n`;
    const text = of([
      () =>
        head(
          `${method} ${path} HTTP/1.1`,
          host,
          auth,
          'Content-Length: 4',
          'Content-Length: 40',
          '',
          'abcd',
        ),
      () =>
        head(
          `POST ${path} HTTP/1.1`,
          host,
          auth,
          'Content-Length: 4',
          'Transfer-Encoding: chunked',
          '',
          '0',
          '',
          inner,
        ),
      () =>
        head(
          `POST ${path} HTTP/1.1`,
          host,
          auth,
          'Transfer-Encoding: chunked',
          '',
          of(['zz', 'ffffffffffffffff', '-1', '5;x']),
          'abcde',
          '0',
          '',
        ),
      () =>
        head(
          `POST ${path} HTTP/1.1`,
          host,
          auth,
          'Transfer-Encoding: chunked, identity',
          '',
          '0',
          '',
        ),
      () =>
        head(
          `POST ${path} HTTP/1.1`,
          host,
          auth,
          `Content-Length: ${of(['-1', '1e3', '0x4', '99999999999999999999', '+4', '4 4'])}`,
          '',
          'abcd',
        ),
      () => head(`GET ${path} HTTP/1.1`, auth, '', ''),
      () => head(`GET ${path} HTTP/1.1`, host, 'Host: other', auth, '', ''),
      () => head(`GET http://127.0.0.1:5984${path} HTTP/1.1`, host, auth, '', ''),
      () => head(`GET ${path} HTTP/${of(['1.0', '0.9', '2.0', '9.9', 'x'])}`, host, auth, '', ''),
      () =>
        head(
          `${of(['get', 'G ET', 'CONNECT', 'FOO', 'PRI', ''])} ${path} HTTP/1.1`,
          host,
          auth,
          '',
          '',
        ),
      () => head(`GET ${path}#a HTTP/1.1`, host, auth, '', ''),
      () => head(`GET /a b\\..\\c HTTP/1.1`, host, auth, '', ''),
      () => head(`GET ${path} HTTP/1.1`, host, auth, `X-Long: ${'a'.repeat(20_000)}`, '', ''),
      () =>
        head(
          `GET ${path} HTTP/1.1`,
          host,
          auth,
          ...Array.from({ length: 2100 }, (_, at) => `x${String(at)}: 1`),
          '',
          '',
        ),
      () => head(`GET ${path} HTTP/1.1`, host, auth, 'X-Nul: a\u0000b', '', ''),
      () => head(`GET ${path} HTTP/1.1`, host, auth, ' folded: yes', 'No colon', '', ''),
      () => `GET ${path} HTTP/1.1\n${host}\n${auth}\n\n`,
      () => `${head(`GET /health HTTP/1.1`, host, '', '')}${inner}${inner}`,
      () =>
        head(
          `GET ${path} HTTP/1.1`,
          host,
          auth,
          'Upgrade: websocket',
          'Connection: upgrade',
          '',
          '',
        ),
      () =>
        head(
          `POST ${path} HTTP/1.1`,
          host,
          auth,
          'Expect: nonsense',
          'Content-Length: 2',
          '',
          '{}',
        ),
      () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      () => '\u0016\u0003\u0001\u0002\u0000\u0001',
      () => Array.from({ length: 1 + below(200) }, () => String.fromCharCode(below(256))).join(''),
    ])();
    return Buffer.from(text, 'latin1');
  }
}
