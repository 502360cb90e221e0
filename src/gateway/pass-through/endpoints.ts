/** Verbs that are routed at all. */
export const verbs = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'COPY'] as const;
export type Verb = (typeof verbs)[number];

/** What a token must allow; `refused`: nobody may, whatever the token. */
export type Need = 'read' | 'write' | 'refused';

/** First in a database of one tenant, which is passed on; second in a shared one, by a rule of its own. */
export type Needs = readonly [tenant: Need, shared: Need];

type ByVerb<T> = Readonly<Partial<Record<Verb, T>>>;

const reading: Needs = ['read', 'read'];
const writing: Needs = ['write', 'write'];
const ownReading: Needs = ['read', 'refused'];
const ownWriting: Needs = ['write', 'refused'];
const closed: Needs = ['refused', 'refused'];
/** Every verb of an endpoint that is nobody's. */
const nobody: ByVerb<Needs> = {
  GET: closed,
  HEAD: closed,
  PUT: closed,
  POST: closed,
  DELETE: closed,
  COPY: closed,
};

/**
 * Every endpoint of a database that CouchDB 3.5 routes, verb by verb. A verb that is not named is no verb of
 * the endpoint (405); an endpoint that is not named is not there (404).
 */
export const databaseEndpoints = {
  database: {
    GET: reading,
    HEAD: reading,
    POST: writing,
    // Databases come from the blueprint, and go with the tenant.
    PUT: closed,
    DELETE: closed,
  },
  _all_docs: { GET: reading, HEAD: reading, POST: reading },
  '_all_docs/queries': { POST: reading },
  _design_docs: { GET: ownReading, HEAD: ownReading, POST: ownReading },
  '_design_docs/queries': { POST: ownReading },
  _local_docs: { GET: ownReading, HEAD: ownReading, POST: ownReading },
  '_local_docs/queries': { POST: ownReading },
  _bulk_docs: { POST: writing },
  _bulk_get: { POST: reading },
  _changes: { GET: reading, HEAD: ownReading, POST: reading },
  _find: { POST: reading },
  _explain: { POST: ownReading },
  // Indexes come from the blueprint.
  _index: { GET: ownReading, HEAD: ownReading, POST: closed, DELETE: closed },
  '_index/…': nobody,
  _compact: nobody,
  _view_cleanup: nobody,
  _search_cleanup: nobody,
  _nouveau_cleanup: nobody,
  _ensure_full_commit: { POST: reading },
  _purge: nobody,
  _purged_infos: nobody,
  _purged_infos_limit: nobody,
  _auto_purge: nobody,
  _missing_revs: { POST: reading },
  _revs_diff: { POST: reading },
  _revs_limit: { GET: ownReading, HEAD: ownReading, PUT: closed },
  // Access is decided in the registry and nowhere else.
  _security: { GET: ownReading, HEAD: ownReading, PUT: closed },
  _shards: nobody,
  _sync_shards: nobody,
  _temp_view: nobody,
  _time_seq: nobody,
  '_partition/{p}': { GET: ownReading, HEAD: ownReading },
  '_partition/{p}/_all_docs': { GET: ownReading, HEAD: ownReading, POST: ownReading },
  '_partition/{p}/_find': { POST: ownReading },
  '_partition/{p}/_explain': { POST: ownReading },
  '_partition/{p}/_design/{d}/_view/{v}': { GET: ownReading, HEAD: ownReading, POST: ownReading },
  document: { GET: reading, HEAD: reading, PUT: writing, DELETE: writing, COPY: writing },
  attachment: { GET: reading, HEAD: reading, PUT: writing, DELETE: writing },
  // Whoever may read may keep a checkpoint: replication from here needs one.
  '_local/{id}': { GET: reading, HEAD: reading, PUT: reading, DELETE: reading, COPY: closed },
  '_design/{d}': { GET: ownReading, HEAD: ownReading, PUT: closed, DELETE: closed, COPY: closed },
  '_design/{d}/attachment': { GET: ownReading, HEAD: ownReading, PUT: closed, DELETE: closed },
  '_design/{d}/_info': { GET: ownReading, HEAD: ownReading },
  '_design/{d}/_view/{v}': { GET: reading, HEAD: ownReading, POST: reading },
  '_design/{d}/_view/{v}/queries': { POST: ownReading },
  '_design/{d}/_show': { GET: ownReading, HEAD: ownReading, POST: ownReading },
  '_design/{d}/_list': { GET: ownReading, HEAD: ownReading, POST: ownReading },
  '_design/{d}/_update': { POST: ownWriting, PUT: ownWriting },
  // It leads to any other address.
  '_design/{d}/_rewrite': nobody,
  '_design/{d}/_search/{v}': { GET: ownReading, HEAD: ownReading, POST: ownReading },
  '_design/{d}/_search_info/{v}': { GET: ownReading, HEAD: ownReading },
  '_design/{d}/_search_disk_size/{v}': nobody,
  '_design/{d}/_nouveau/{v}': { GET: ownReading, HEAD: ownReading, POST: ownReading },
  '_design/{d}/_nouveau_info/{v}': { GET: ownReading, HEAD: ownReading },
} as const satisfies Readonly<Record<string, ByVerb<Needs>>>;

export type DatabaseEndpoint = keyof typeof databaseEndpoints;

/** What the gateway answers by itself instead of CouchDB. */
export type OwnAnswer = 'welcome' | 'up' | 'session' | 'uuids' | 'databases';

const closedServer: ByVerb<'refused'> = {
  GET: 'refused',
  HEAD: 'refused',
  PUT: 'refused',
  POST: 'refused',
  DELETE: 'refused',
  COPY: 'refused',
};

/** Every endpoint of the server, by the first part of its path; none is ever passed on. */
export const serverEndpoints = {
  '/': { GET: 'welcome', HEAD: 'welcome' },
  _up: { GET: 'up', HEAD: 'up' },
  _session: { GET: 'session', HEAD: 'session', POST: 'refused', DELETE: 'refused' },
  _uuids: { GET: 'uuids', HEAD: 'uuids' },
  _all_dbs: { GET: 'databases', HEAD: 'databases' },
  'favicon.ico': closedServer,
  _utils: closedServer,
  _dbs_info: closedServer,
  _active_tasks: closedServer,
  _scheduler: closedServer,
  _node: closedServer,
  _reload_query_servers: closedServer,
  _replicate: closedServer,
  _search_analyze: closedServer,
  _nouveau_analyze: closedServer,
  _db_updates: closedServer,
  _membership: closedServer,
  _reshard: closedServer,
  _cluster_setup: closedServer,
  _users: closedServer,
  _replicator: closedServer,
  _global_changes: closedServer,
} as const satisfies Readonly<Record<string, ByVerb<OwnAnswer | 'refused'>>>;
