import type { Operation } from './plan.ts';

/** One HTTP request of a plan, as CouchDB sees it. */
export interface OperationRequest {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  /** Encoded, from the server's root on: `/shop_acme_sales/_security`. */
  readonly path: string;
  /** In the order in which they are sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Undefined: the request has none. */
  readonly body: unknown;
}

/**
 * The request that carries an operation out: what the window shows, the command line prints and curl sends.
 * Three things only an application does beside it: it reads right before, and stops where somebody else was
 * there meanwhile; and it writes users many at a time and keeps what else their documents hold, where this
 * replaces the document that the plan saw; and it makes handlers active and sees that they work.
 */
export function operationRequest(operation: Operation): OperationRequest {
  switch (operation.kind) {
    case 'database.create':
      return put(database(operation.target), undefined, [['q', String(operation.q)]]);
    case 'security.write':
      return put(`${database(operation.target)}/_security`, operation.body);
    case 'design.write':
      return put(`${database(operation.database)}/${design(operation.design.id)}`, {
        _id: operation.design.id,
        ...revision(operation.rev),
        ...operation.design.body,
      });
    case 'index.write': {
      const { name, design: ddoc, fields, partialFilter } = operation.index;
      return {
        method: 'POST',
        path: `${database(operation.database)}/_index`,
        query: [],
        body: {
          index: {
            fields,
            ...(partialFilter === null ? {} : { partial_filter_selector: partialFilter }),
          },
          ddoc: ddoc.replace(/^_design\//u, ''),
          name,
          type: 'json',
        },
      };
    }
    case 'limit.write':
      return put(`${database(operation.target)}/_revs_limit`, operation.revsLimit);
    case 'user.write':
      return put(user(operation.target), { ...operation.body, ...revision(operation.rev) });
    case 'database.delete':
      return { method: 'DELETE', path: database(operation.target), query: [], body: undefined };
    case 'jwtkey.write':
      return put(setting(operation.node, 'jwt_keys', operation.name), operation.value);
    case 'jwtkey.delete':
      return {
        method: 'DELETE',
        path: setting(operation.node, 'jwt_keys', operation.name),
        query: [],
        body: undefined,
      };
    case 'handlers.write': {
      const path = setting(operation.target, 'chttpd', 'authentication_handlers');
      const { value } = operation;
      if (value !== null) return put(path, value);
      return { method: 'DELETE', path, query: [], body: undefined };
    }
    case 'user.delete':
      return {
        method: 'DELETE',
        path: user(operation.target),
        query: [['rev', operation.rev]],
        body: undefined,
      };
  }
}

/** Path and query as they stand in the request's first line. */
export function requestTarget({ path, query }: Pick<OperationRequest, 'path' | 'query'>): string {
  const text = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return text === '' ? path : `${path}?${text}`;
}

function put(path: string, body: unknown, query: OperationRequest['query'] = []): OperationRequest {
  return { method: 'PUT', path, query, body };
}

function revision(rev: string | null): { readonly _rev?: string } {
  return rev === null ? {} : { _rev: rev };
}

function database(name: string): string {
  return `/${encodeURIComponent(name)}`;
}

function user(name: string): string {
  return `/_users/${encodeURIComponent(`org.couchdb.user:${name}`)}`;
}

function setting(node: string, section: string, name: string): string {
  return `/_node/${encodeURIComponent(node)}/_config/${section}/${encodeURIComponent(name)}`;
}

/** The slash after `_design` stays one. */
function design(id: string): string {
  return `_design/${encodeURIComponent(id.replace(/^_design\//u, ''))}`;
}
