import { isDatabaseName } from '../../shared/naming.ts';
import type { GatewayErrorCode } from '../errors.ts';
import {
  databaseEndpoints,
  serverEndpoints,
  type DatabaseEndpoint,
  type Needs,
  type OwnAnswer,
  type Verb,
} from './endpoints.ts';

/** A place in a database. */
export interface DatabasePlace {
  readonly endpoint: DatabaseEndpoint;
  readonly database: string;
  /** Id of the document that is meant, `_design/…` and `_local/…` included; null: none. */
  readonly document: string | null;
  readonly attachment: string | null;
  readonly view: string | null;
}

/** What is done with a request, before anybody knows whose the database is. */
export type Classified =
  | { readonly kind: 'gateway'; readonly answer: OwnAnswer }
  | { readonly kind: 'database'; readonly place: DatabasePlace; readonly needs: Needs }
  /** `listed`: it is an endpoint that somebody decided about, and not one that nobody knows. */
  | { readonly kind: 'refused'; readonly code: GatewayErrorCode; readonly listed: boolean };

/** By path (decoded, as `parseTarget` has it) and verb. Everything that is not in the tables is refused. */
export function classify(verb: Verb, path: readonly string[]): Classified {
  const [first = '/', ...rest] = path;
  if (first === '/' || first.startsWith('_') || first === 'favicon.ico') {
    return classifyServer(verb, first, rest.length);
  }
  if (!isDatabaseName(first)) return { kind: 'refused', code: 'not_found', listed: false };
  const found = placeOf(rest);
  if (found === null) return { kind: 'refused', code: 'not_found', listed: false };
  const byVerb: Readonly<Partial<Record<Verb, Needs>>> = databaseEndpoints[found.endpoint];
  const needs = byVerb[verb];
  if (needs === undefined) return { kind: 'refused', code: 'method_not_allowed', listed: true };
  const place = { ...nowhere, ...found, database: first };
  return needs[0] === 'refused' && needs[1] === 'refused'
    ? { kind: 'refused', code: 'forbidden', listed: true }
    : { kind: 'database', place, needs };
}

function classifyServer(verb: Verb, first: string, below: number): Classified {
  if (!Object.hasOwn(serverEndpoints, first)) {
    return { kind: 'refused', code: 'not_found', listed: false };
  }
  const table: Readonly<Record<string, Readonly<Partial<Record<Verb, OwnAnswer | 'refused'>>>>> =
    serverEndpoints;
  const answer = table[first]?.[verb];
  if (answer === undefined) return { kind: 'refused', code: 'method_not_allowed', listed: true };
  if (answer === 'refused') return { kind: 'refused', code: 'forbidden', listed: true };
  return below === 0
    ? { kind: 'gateway', answer }
    : { kind: 'refused', code: 'not_found', listed: false };
}

const nowhere = { document: null, attachment: null, view: null } as const;

type Found = Pick<DatabasePlace, 'endpoint'> & Partial<Omit<DatabasePlace, 'database'>>;

/** Endpoints of one part, and those whose further parts are looked at by nobody, since they are refused. */
const plain: ReadonlySet<string> = new Set<DatabaseEndpoint>([
  '_all_docs',
  '_design_docs',
  '_local_docs',
  '_bulk_docs',
  '_bulk_get',
  '_changes',
  '_find',
  '_explain',
  '_index',
  '_ensure_full_commit',
  '_missing_revs',
  '_revs_diff',
  '_revs_limit',
  '_security',
]);
const deep: ReadonlySet<string> = new Set<DatabaseEndpoint>([
  '_compact',
  '_view_cleanup',
  '_search_cleanup',
  '_nouveau_cleanup',
  '_purge',
  '_purged_infos',
  '_purged_infos_limit',
  '_auto_purge',
  '_shards',
  '_sync_shards',
  '_temp_view',
  '_time_seq',
]);

function placeOf(rest: readonly string[]): Found | null {
  const [first, second, third] = rest;
  if (first === undefined) return { endpoint: 'database' };
  if (isOneOf(plain, first) && rest.length === 1) return { endpoint: first };
  if (isOneOf(deep, first)) return { endpoint: first };
  switch (first) {
    case '_all_docs':
    case '_design_docs':
    case '_local_docs':
      return rest.length === 2 && second === 'queries' ? { endpoint: `${first}/queries` } : null;
    case '_index':
      return { endpoint: '_index/…' };
    case '_partition':
      return placeInPartition(rest.slice(2), second);
    case '_local':
      return second !== undefined && third === undefined
        ? { endpoint: '_local/{id}', document: `_local/${second}` }
        : null;
    case '_design':
      return second === undefined ? null : placeInDesign(second, rest.slice(2));
    default:
      if (first.startsWith('_')) return null;
      return second === undefined
        ? { endpoint: 'document', document: first }
        : { endpoint: 'attachment', document: first, attachment: rest.slice(1).join('/') };
  }
}

function placeInPartition(rest: readonly string[], partition: string | undefined): Found | null {
  if (partition === undefined) return null;
  const [first, , third] = rest;
  if (first === undefined) return { endpoint: '_partition/{p}' };
  if (rest.length === 1) {
    switch (first) {
      case '_all_docs':
      case '_find':
      case '_explain':
        return { endpoint: `_partition/{p}/${first}` };
      default:
        return null;
    }
  }
  return first === '_design' && third === '_view' && rest.length === 4
    ? { endpoint: '_partition/{p}/_design/{d}/_view/{v}' }
    : null;
}

function placeInDesign(design: string, rest: readonly string[]): Found | null {
  const document = `_design/${design}`;
  const [first, view, third] = rest;
  if (first === undefined) return { endpoint: '_design/{d}', document };
  if (!first.startsWith('_')) {
    return { endpoint: '_design/{d}/attachment', document, attachment: rest.join('/') };
  }
  switch (first) {
    case '_info':
      return rest.length === 1 ? { endpoint: '_design/{d}/_info', document } : null;
    case '_view':
      if (view === undefined) return null;
      if (rest.length === 2) return { endpoint: '_design/{d}/_view/{v}', document, view };
      return rest.length === 3 && third === 'queries'
        ? { endpoint: '_design/{d}/_view/{v}/queries', document, view }
        : null;
    case '_show':
    case '_list':
    case '_update':
      return view === undefined ? null : { endpoint: `_design/{d}/${first}`, document };
    case '_rewrite':
      return { endpoint: '_design/{d}/_rewrite', document };
    case '_search':
    case '_search_info':
    case '_search_disk_size':
    case '_nouveau':
    case '_nouveau_info':
      return rest.length === 2 ? { endpoint: `_design/{d}/${first}/{v}`, document } : null;
    default:
      return null;
  }
}

function isOneOf(set: ReadonlySet<string>, name: string): name is DatabaseEndpoint {
  return set.has(name);
}
