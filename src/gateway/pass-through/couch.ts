import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ServerAddress } from '../../couch/address.ts';
import { GatewayError } from '../errors.ts';
import type { Verb } from './endpoints.ts';
import type { Ending } from './ending.ts';
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
  /**
   * The same without a stream between, for what is no feed: tells the answer as it comes, and resolves when
   * it is whole. Errors: those of `ask`, before the answer's head or in the midst of it.
   */
  readonly relay: (
    ask: Omit<CouchAsk, 'signal' | 'feed'> & { readonly ending: Ending },
    reader: AnswerReader,
  ) => Promise<void>;
}

/** Takes an answer below 500 as it comes. */
export interface AnswerReader {
  /** Once, before everything else. */
  readonly head: (status: number, headers: CouchAnswer['headers']) => void;
  readonly data: (chunk: Buffer, flow: Flow) => void;
  readonly end: () => void;
}

/** Holds CouchDB back while somebody takes less than it sends. */
export type Flow = Pick<Dispatcher.DispatchController, 'pause' | 'resume'>;

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
      throw await failureOf(answer.statusCode, () => readAll(answer.body, longestFailure));
    },
    relay: ({ method, path, headers, body, ending }, reader) =>
      new Promise((resolve, reject) => {
        let failure: { readonly status: number; readonly chunks: Buffer[]; length: number } | null =
          null;
        dispatcher.dispatch(
          {
            origin: address.origin,
            path: `${address.prefix}${path}`,
            method,
            headers,
            body: body ?? null,
            headersTimeout: patience,
            bodyTimeout: patience,
          },
          {
            onRequestStart: (controller) => {
              ending.whenOver(() => {
                controller.abort(new Error('The request is over.'));
              });
            },
            onResponseStart: (_controller, status, answerHeaders) => {
              // Something on the way, before the answer.
              if (status < 200) return;
              if (status < 500) reader.head(status, answerHeaders);
              else failure = { status, chunks: [], length: 0 };
            },
            onResponseData: (controller, chunk) => {
              if (failure === null) {
                reader.data(chunk, controller);
                return;
              }
              failure.length += chunk.length;
              if (failure.length <= longestFailure) failure.chunks.push(chunk);
            },
            onResponseEnd: () => {
              if (failure === null) {
                reader.end();
                resolve();
                return;
              }
              const { status, chunks } = failure;
              failureOf(status, () => Promise.resolve(Buffer.concat(chunks))).then(reject, reject);
            },
            onResponseError: (_controller, error) => {
              reject(ending.over() ? error : upstreamProblem(error));
            },
          },
        );
      }),
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

async function failureOf(status: number, read: () => Promise<Buffer>): Promise<GatewayError> {
  try {
    const body = parseJson(await read());
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
  return new GatewayError(status === 503 ? 'upstream_unreachable' : 'upstream_failed');
}
