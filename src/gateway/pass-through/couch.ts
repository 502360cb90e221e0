import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ServerAddress } from '../../couch/address.ts';
import { GatewayError } from '../errors.ts';
import type { Verb } from './endpoints.ts';
import { isRecord, parseJson, readAll } from './json-body.ts';

export interface CouchAsk {
  readonly method: Verb;
  /** Encoded, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readable | string | null;
  readonly signal: AbortSignal;
  /** True for a feed that stays open: silence is no fault then. */
  readonly feed?: boolean;
}

export type CouchAnswer = Dispatcher.ResponseData;

/** CouchDB as requests reach it: with streams, and with failures as the gateway tells them. */
export interface Couch {
  /**
   * An answer below 500, its body still to be read (or destroyed). Errors: GatewayError
   * `upstream_unreachable`, `upstream_timeout`, `upstream_failed`, `invalid_request` where CouchDB stumbled
   * over what was sent; AbortError when the signal is.
   */
  readonly ask: (ask: CouchAsk) => Promise<CouchAnswer>;
}

/** Milliseconds of silence in an answer that is no feed; a view may be built meanwhile. */
const patience = 300_000;
const longestFailure = 65_536;

/** Words of CouchDB for having stumbled over a request: they stand in a 500, but the request was bad. */
const stumbles: ReadonlySet<string> = new Set([
  'badarg',
  'badmatch',
  'badkey',
  'badmap',
  'case_clause',
  'error',
  'function_clause',
  'if_clause',
  'invalid_json',
  'json_encode',
  'unknown_error',
]);

/** @param feeds has no limit of connections, since each feed keeps one */
export function createCouch(
  address: ServerAddress,
  dispatcher: Dispatcher,
  feeds: Dispatcher,
): Couch {
  return {
    ask: async ({ method, path, headers, body, signal, feed = false }) => {
      let answer: CouchAnswer;
      try {
        answer = await (feed ? feeds : dispatcher).request({
          origin: address.origin,
          path: `${address.prefix}${path}`,
          method,
          headers,
          body: body ?? null,
          signal,
          headersTimeout: feed ? 0 : patience,
          bodyTimeout: feed ? 0 : patience,
        });
      } catch (error) {
        throw signal.aborted ? error : upstreamProblem(error);
      }
      if (answer.statusCode < 500) return answer;
      throw await failureOf(answer);
    },
  };
}

/** What undici could not do, as the gateway tells it. */
function upstreamProblem(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return new GatewayError('upstream_unreachable', { cause: error });
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return new GatewayError('upstream_timeout', { cause: error });
    default:
      return new GatewayError('upstream_failed', { cause: error });
  }
}

async function failureOf(answer: CouchAnswer): Promise<GatewayError> {
  try {
    const body = parseJson(await readAll(answer.body, longestFailure));
    const error = isRecord(body) ? body['error'] : null;
    if (typeof error === 'string' && stumbles.has(error)) {
      return new GatewayError('invalid_request', {
        reason: 'CouchDB could not make anything of this request.',
      });
    }
    if (error === 'timeout') return new GatewayError('upstream_timeout');
  } catch {
    // Whatever stands there, it is no answer.
  }
  return new GatewayError(answer.statusCode === 503 ? 'upstream_unreachable' : 'upstream_failed');
}
