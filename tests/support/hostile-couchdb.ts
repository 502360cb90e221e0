import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { decodeJwt } from 'jose';

/** Stands in everything of the other tenant's. */
export const marker = 'S3CR3T-of-the-other';
/** In a request: the server fails it, in one of several ways. */
export const fails = 'boom';

/**
 * What looks like CouchDB and lets everybody see everything: whatever reaches it of another tenant's is
 * answered with the marker, so that nothing but the gateway keeps tenants apart. It fails where it is told to.
 * @param theirs the other tenant: its database, and its id in documents of the shared one
 */
export async function startHostileCouchDb(options: {
  readonly theirDatabase: string;
  readonly theirs: string;
  readonly mine: string;
  readonly shared: string;
}) {
  const { theirDatabase, theirs, mine, shared } = options;
  /** What should never have come here. */
  const trespasses: string[] = [];
  const theirDocument = (id: string) => ({ _id: id, _rev: '1-a', tenant_id: theirs, text: marker });
  const myDocument = (id: string) => ({ _id: id, _rev: '1-b', tenant_id: mine, text: 'own' });
  const documentOf = (id: string) => (id.startsWith('mine') ? myDocument(id) : theirDocument(id));

  const inShared = (path: readonly string[], body: string): readonly [number, unknown] => {
    const [, first = '', ...rest] = path;
    const scoped = body.includes(mine);
    switch (first) {
      case '':
        return [200, { db_name: shared, doc_count: 2, update_seq: '2-x', note: marker }];
      case '_security':
        return [200, { members: { roles: ['mycouch:shared'] }, admins: { roles: ['_admin'] } }];
      case '_find':
        return [
          200,
          { docs: [scoped ? myDocument('mine-1') : theirDocument('a1')], bookmark: 'nil' },
        ];
      case '_changes': {
        const doc = scoped ? myDocument('mine-1') : theirDocument('a1');
        const row = { seq: '2-x', id: doc._id, changes: [{ rev: doc._rev }], doc };
        return [200, { results: [row], last_seq: '2-x', pending: 0 }];
      }
      case '_bulk_get':
        return [
          200,
          {
            results: listIn(body, 'docs').map((id) => ({ id, docs: [{ ok: documentOf(id) }] })),
          },
        ];
      case '_bulk_docs':
        return [201, listIn(body, 'docs').map((id) => ({ ok: true, id, rev: '2-c' }))];
      case '_revs_diff':
        return [200, {}];
      case '_all_docs':
        return [
          200,
          {
            total_rows: 1,
            offset: 0,
            rows: [{ id: 'a1', key: 'a1', value: { rev: '1-a' }, doc: theirDocument('a1') }],
          },
        ];
      case '_design':
        return [200, { rows: [{ id: 'mine-1', key: [mine, 'x'], value: 1 }] }];
      case '_local':
        return [404, { error: 'not_found', reason: 'missing' }];
      default:
        return rest.length > 0 ? [200, 'attachment'] : [200, documentOf(first)];
    }
  };

  const answer = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const url = request.url ?? '';
    const json = (status: number, content: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json', etag: '"1-a"' });
      response.end(request.method === 'HEAD' ? '' : `${JSON.stringify(content)}\n`);
    };
    if (url === '/_session') {
      const { sub } = decodeJwt((request.headers.authorization ?? '').slice('Bearer '.length));
      json(200, { userCtx: { name: sub } });
      return;
    }
    const told = `${url} ${body}`;
    if (told.includes(fails)) {
      const kind = /boom-(\w+)/.exec(told)?.[1];
      if (kind === 'close') response.destroy();
      else if (kind === 'garbage') response.writeHead(200).end('<html>');
      else if (kind === 'cut') {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"a":');
        setImmediate(() => response.destroy());
      } else json(kind === 'busy' ? 503 : 500, { error: 'internal', reason: `${marker} ${url}` });
      return;
    }
    const path = url.slice(1).split(/[?]/)[0]?.split('/').map(decodeURIComponent) ?? [];
    if (path[0] === shared) {
      const [status, content] = inShared(path, body);
      json(status, content);
      return;
    }
    if (path[0] === theirDatabase || !(path[0] ?? '').startsWith('shop_mine_')) {
      trespasses.push(`${request.method ?? ''} ${url}`.slice(0, 300));
      json(200, { text: marker });
      return;
    }
    json(200, { ok: true, rows: [], results: [], last_seq: '0' });
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      answer(request, response, Buffer.concat(chunks).toString('utf8'));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    trespasses,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Ids of the documents in a body, in their order. */
function listIn(body: string, name: string): readonly string[] {
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) return [];
  const list: unknown = Object.entries(parsed).find(([key]) => key === name)?.[1];
  return Array.isArray(list)
    ? list.map((one: unknown) => {
        const fields = Object.entries(typeof one === 'object' && one !== null ? one : {});
        const id: unknown = fields.find(([key]) => key === '_id' || key === 'id')?.[1];
        return typeof id === 'string' ? id : 'mine-new';
      })
    : [];
}
