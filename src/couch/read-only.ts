import type { ConsoleError } from '../shared/errors.ts';
import type { Method, Transport } from './transport.ts';

/** What POST only asks, below a database: `/{db}/…`. Everything that is not listed counts as a write. */
const asking: ReadonlySet<string> = new Set([
  '_all_docs',
  '_all_docs/queries',
  '_bulk_get',
  '_changes',
  '_design_docs',
  '_design_docs/queries',
  '_explain',
  '_find',
  '_local_docs',
  '_missing_revs',
  '_revs_diff',
]);
/** The same for the server itself. */
const serverAsking: ReadonlySet<string> = new Set(['_dbs_info', '_session']);
/** The databases whose names begin as the server's own endpoints do. */
const systemDatabases: ReadonlySet<string> = new Set(['_users', '_replicator', '_global_changes']);

/**
 * Whether a request only reads, by a closed list: GET and HEAD, and the POSTs that are questions. Not every
 * GET reads: CouchDB runs update handlers and rewrites of design documents for any method.
 * @param path decoded segments
 */
export function onlyReads(method: Method, path: readonly string[]): boolean {
  const segments = path.flatMap((segment) =>
    segment.startsWith('_design/') ? ['_design', segment.slice('_design/'.length)] : [segment],
  );
  if (segments.some((segment) => segment === '.' || segment === '..')) return false;
  if (segments.slice(1).some((segment) => segment.includes('/')) && method === 'POST') return false;
  const [database = '', ...rest] = segments;
  if (method === 'GET' || method === 'HEAD') return !runsHandlers(segments);
  if (method !== 'POST') return false;
  if (rest.length === 0) return serverAsking.has(database);
  if (database === '' || (database.startsWith('_') && !systemDatabases.has(database))) return false;
  if (rest[0] !== '_design') return asking.has(rest.join('/'));
  const [, , kind, view, queries, ...more] = rest;
  return (
    kind === '_view' &&
    view !== undefined &&
    (queries === undefined || queries === 'queries') &&
    more.length === 0
  );
}

/**
 * The same transport, letting through only what reads while `refusal` answers an error; asked anew before
 * every request, so that a mark set in the middle of a run ends its writing at once.
 */
export function readOnlyWhile(transport: Transport, refusal: () => ConsoleError | null): Transport {
  const prefix = new URL(transport.url).pathname.replace(/\/$/, '');
  return {
    url: transport.url,
    request: async (request) => {
      const refused = refusal();
      if (refused !== null && !onlyReads(request.method, request.path)) throw refused;
      return transport.request(request);
    },
    fetch: async (input, init) => {
      const refused = refusal();
      if (refused !== null) {
        const { method, url } = new Request(input, init);
        const path = new URL(url).pathname.slice(prefix.length + 1);
        if (!fetchOnlyReads(method, path)) throw refused;
      }
      return transport.fetch(input, init);
    },
    requests: transport.requests,
    replaceCredentials: transport.replaceCredentials,
    close: transport.close,
  };
}

function fetchOnlyReads(method: string, path: string): boolean {
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return false;
  try {
    return onlyReads(method, path.split('/').map(decodeURIComponent));
  } catch {
    return false;
  }
}

function runsHandlers(segments: readonly string[]): boolean {
  const at = segments.indexOf('_design');
  const kind = at === -1 ? undefined : segments[at + 2];
  return kind === '_update' || kind === '_rewrite';
}
