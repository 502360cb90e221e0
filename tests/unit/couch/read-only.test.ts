import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyReads, readOnlyWhile } from '../../../src/couch/read-only.ts';
import type { Method } from '../../../src/couch/transport.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { connected } from '../../support/connected-transport.ts';
import { json } from '../../support/scripted-server.ts';

const refusal = new ConsoleError('server-read-only', 'read-only');

describe('the closed list of what only reads', () => {
  it.each<[Method, readonly string[]]>([
    ['GET', ['']],
    ['GET', ['_all_dbs']],
    ['HEAD', ['shop-acme']],
    ['GET', ['shop-acme', '_security']],
    ['GET', ['shop-acme', '_design/guard']],
    ['GET', ['_node', '_local', '_config', 'couchdb', 'default_security']],
    ['POST', ['_dbs_info']],
    ['POST', ['_session']],
    ['POST', ['shop-acme', '_all_docs']],
    ['POST', ['shop-acme', '_all_docs', 'queries']],
    ['POST', ['shop-acme', '_changes']],
    ['POST', ['shop-acme', '_find']],
    ['POST', ['shop-acme', '_bulk_get']],
    ['POST', ['shop-acme', '_revs_diff']],
    ['POST', ['_users', '_find']],
    ['POST', ['shop-acme', '_design/x', '_view', 'y']],
    ['POST', ['shop-acme', '_design', 'x', '_view', 'y', 'queries']],
  ])('%s %j passes', (method, path) => {
    expect(onlyReads(method, path)).toBe(true);
  });

  it.each<[Method, readonly string[]]>([
    ['PUT', ['shop-acme']],
    ['DELETE', ['shop-acme']],
    ['POST', ['shop-acme']],
    ['COPY', ['shop-acme', 'doc']],
    ['PUT', ['shop-acme', '_security']],
    ['POST', ['shop-acme', '_bulk_docs']],
    ['POST', ['_users', '_bulk_docs']],
    ['POST', ['shop-acme', '_index']],
    ['POST', ['shop-acme', '_purge']],
    ['POST', ['shop-acme', '_compact']],
    ['POST', ['shop-acme', '_ensure_full_commit']],
    ['PUT', ['shop-acme', '_revs_limit']],
    ['POST', ['_replicate']],
    ['POST', ['_node', '_local', '_restart']],
    ['POST', ['_node', '_find']],
    ['POST', ['_cluster_setup']],
    ['POST', ['_reload_query_servers']],
    ['POST', ['shop-acme', 'doc', '_find']],
    ['POST', ['shop-acme', '_all_docs/queries']],
    ['POST', ['..', '_find']],
    ['POST', ['', '_find']],
    // Update handlers and rewrites run whatever the method.
    ['GET', ['shop-acme', '_design/x', '_update', 'y']],
    ['GET', ['shop-acme', '_design', 'x', '_update', 'y', 'doc']],
    ['GET', ['shop-acme', '_design/x', '_rewrite', 'z']],
    ['HEAD', ['shop-acme', '_design/x', '_update', 'y']],
    ['POST', ['shop-acme', '_design/x', '_update', 'y']],
    ['POST', ['shop-acme', '_design/x', '_view', 'y', 'queries', 'more']],
  ])('%s %j does not', (method, path) => {
    expect(onlyReads(method, path)).toBe(false);
  });

  it('has no place for any PUT, DELETE or COPY', () => {
    const segment = fc.oneof(
      fc.constantFrom('_find', '_all_docs', '_changes', 'a', ''),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom<Method>('PUT', 'DELETE', 'COPY'),
        fc.array(segment, { maxLength: 6 }),
        (method, path) => !onlyReads(method, path),
      ),
    );
  });

  it('lets a POST through only where its last words are on the list', () => {
    const listed =
      /^_(all_docs|design_docs|bulk_get|changes|explain|find|local_docs|missing_revs|revs_diff|dbs_info|session)$/;
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { maxLength: 4 }), (path) => {
        if (path.some((segment) => listed.test(segment) || segment === '_view')) return;
        expect(onlyReads('POST', path)).toBe(false);
      }),
    );
  });
});

describe('a transport that only reads', () => {
  it('sends no write, by request or by fetch, and all of them once the mark is off', async () => {
    const { server, transport } = await connected((_request, response) => {
      json(response, 200, {});
    });
    let marked = true;
    const guarded = readOnlyWhile(transport, () => (marked ? refusal : null));
    const write = () => guarded.request({ method: 'PUT', path: ['shop-acme'], body: {} });
    const post = () =>
      guarded.fetch(`${server.url}/shop-acme/_bulk_docs`, { method: 'POST', body: '{}' });
    const odd = () =>
      guarded.fetch(`${server.url}/shop-acme/%E0%A4%A`, { method: 'POST', body: '{}' });
    await expect(write()).rejects.toBe(refusal);
    await expect(post()).rejects.toBe(refusal);
    await expect(odd()).rejects.toBe(refusal);
    await guarded.request({ method: 'GET', path: ['shop-acme'] });
    await guarded.request({ method: 'POST', path: ['_dbs_info'], body: { keys: [] } });
    await guarded.fetch(`${server.url}/shop-acme/_changes`);
    await guarded.fetch(`${server.url}/shop-acme/_all_docs`, { method: 'POST', body: '{}' });
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /shop-acme',
      'POST /_dbs_info',
      'GET /shop-acme/_changes',
      'POST /shop-acme/_all_docs',
    ]);
    marked = false;
    await write();
    await post();
    expect(server.seen).toHaveLength(6);
  });
});
