import type { Readable } from 'node:stream';
import type { SharedDatabase } from '../../config/schema.ts';
import { GatewayError } from '../../errors.ts';
import type { CouchAnswer } from '../couch.ts';
import type { Verb } from '../endpoints.ts';
import type { Exchange } from '../exchange.ts';
import { isRecord, own, parseJson, readAll, type JsonObject } from '../json-body.ts';
import { writePath, writeQuery } from '../target.ts';

/** One request to a shared database, on behalf of one tenant. */
export interface Scope {
  readonly exchange: Exchange;
  readonly shared: SharedDatabase;
  readonly tenantId: string;
}

interface Ask {
  readonly method: Verb;
  /** Below the database. */
  readonly path: readonly string[];
  readonly query?: Iterable<readonly [string, string]>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks CouchDB with the gateway's own token. That one is refused is no affair of the caller's, whose token
 * is another one. Errors: those of `Couch`; GatewayError `upstream_failed`.
 */
export async function askCouch(
  { exchange, shared }: Scope,
  {
    method,
    path,
    query = [],
    headers = {},
    body = null,
  }: Ask & { readonly body?: Readable | string | null },
): Promise<CouchAnswer> {
  const { couch, services, ending, feed } = exchange;
  const answer = await couch.ask({
    method,
    path: `${writePath([shared.name, ...path])}${writeQuery(query)}`,
    headers: { ...headers, authorization: `Bearer ${await services.tokens.shared()}` },
    body,
    signal: ending.signal(),
    feed,
  });
  if (answer.statusCode !== 401) return answer;
  await answer.body.dump();
  throw new GatewayError('upstream_failed', {
    reason: 'CouchDB refuses the gateway for this database.',
  });
}

export interface JsonAnswer {
  readonly status: number;
  readonly headers: CouchAnswer['headers'];
  readonly body: unknown;
}

/** The same with JSON both ways; the answer is read whole. Error: also GatewayError `too_large`. */
export async function askJson(
  scope: Scope,
  { body, headers, ...ask }: Ask & { readonly body?: unknown },
): Promise<JsonAnswer> {
  const answer = await askCouch(scope, {
    ...ask,
    headers: {
      ...headers,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const limit = scope.exchange.services.config.limits.passThroughBytes;
  const bytes = await readAll(answer.body, limit);
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: bytes.length === 0 ? null : parseAnswer(bytes),
  };
}

function parseAnswer(bytes: Buffer): unknown {
  try {
    return parseJson(bytes);
  } catch (error) {
    throw new GatewayError('upstream_failed', { cause: error });
  }
}

/** Whether a document is the caller's tenant's. */
export function isOwn({ shared, tenantId }: Scope, document: unknown): document is JsonObject {
  return isRecord(document) && own(document, shared.tenantField) === tenantId;
}

/**
 * The document with the tenant in it. Error: GatewayError `forbidden` where it has another one.
 */
export function tagged({ shared, tenantId }: Scope, document: JsonObject): JsonObject {
  const said = own(document, shared.tenantField);
  if (said !== undefined && said !== tenantId) {
    throw new GatewayError('forbidden', {
      reason: `“${shared.tenantField}” must be the id of the tenant.`,
    });
  }
  return { ...document, [shared.tenantField]: tenantId };
}

/**
 * Refuses writing where the tenant is read-only, and all but deleting where it is over its quota; in a
 * database of its own the guard does that. Error: GatewayError `forbidden`.
 */
export function checkWritable({ exchange, tenantId }: Scope, onlyDeletes: boolean): void {
  const tenant = exchange.services.registry.access.tenant(tenantId);
  if (tenant?.readOnly !== false) {
    throw new GatewayError('forbidden', { reason: 'mycouch: the tenant is read-only' });
  }
  if (tenant.overQuota === true && !onlyDeletes) {
    throw new GatewayError('forbidden', {
      reason: 'mycouch: the tenant is over its quota; only deleting is possible',
    });
  }
}

/** Ids that are documents of the tenant's or could become such; those of CouchDB's own begin with `_`. */
export function checkDocumentId(id: unknown): string {
  if (typeof id !== 'string' || id === '') {
    throw new GatewayError('invalid_request', { reason: 'Document id must be a string' });
  }
  if (id.startsWith('_')) {
    throw new GatewayError('forbidden', { reason: 'Only documents are written here.' });
  }
  return id;
}

export function missing(reason = 'missing'): GatewayError {
  return new GatewayError('not_found', { reason });
}
