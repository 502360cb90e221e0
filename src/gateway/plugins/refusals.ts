import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { CouchError } from '../../couch/errors.ts';
import { MyCouchError } from '../../shared/errors.ts';
import { GatewayError } from '../errors.ts';
import { factsOf } from './request-facts.ts';

/** Answers every failure from the closed list; what nobody foresaw is logged and told to nobody. */
export function addRefusals(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendRefusal(request, reply, refusalOf(error, request, log)),
  );
  app.setNotFoundHandler((request, reply) =>
    sendRefusal(request, reply, new GatewayError('not_found')),
  );
}

/** Answers a request with a refusal. */
export function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: GatewayError,
): FastifyReply {
  factsOf(request).refusal = refusal.code;
  return reply
    .code(refusal.status)
    .headers(refusal.headers)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(refusal.body));
}

/** What anything thrown is to the caller. */
export function refusalOf(error: unknown, request: FastifyRequest, log: Logger): GatewayError {
  if (error instanceof GatewayError) return error;
  if (error instanceof CouchError) return upstreamRefusal(error);
  if (error instanceof MyCouchError) return domainRefusal(error) ?? unforeseen(error, request, log);
  if (brokenOff(error)) return new GatewayError('upstream_failed', { cause: error });
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  return frameworkRefusal(status) ?? unforeseen(error, request, log);
}

/** Whether CouchDB's answer ended in its midst, before anything of it went down to the client. */
function brokenOff(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && (code.startsWith('UND_ERR_') || code === 'ECONNRESET');
}

/** Fastify's own errors: its sentences can quote what was sent, so ours stand in their place. */
function frameworkRefusal(status: number): GatewayError | null {
  switch (status) {
    case 404:
      return new GatewayError('not_found');
    case 405:
      return new GatewayError('method_not_allowed');
    case 413:
      return new GatewayError('too_large');
    case 414:
      return new GatewayError('uri_too_long');
    case 415:
      return new GatewayError('bad_content_type');
    case 429:
      return new GatewayError('too_many_requests');
    case 431:
      return new GatewayError('headers_too_large');
    default:
      return status >= 400 && status < 500 ? new GatewayError('invalid_request') : null;
  }
}

/** What a command of the registry refused. */
function domainRefusal(error: MyCouchError): GatewayError | null {
  const words = { reason: `${error.message} ${error.remedy}`.trim(), cause: error };
  switch (error.code) {
    case 'invalid-input':
    case 'key-invalid':
    case 'address-invalid':
      return new GatewayError('invalid_request', words);
    case 'not-found':
      return new GatewayError('not_found', words);
    case 'conflict':
    case 'key-taken':
    case 'not-allowed-in-state':
      return new GatewayError('conflict', words);
    case 'not-permitted':
      return new GatewayError('forbidden', words);
    case 'registry-behind':
      return new GatewayError('registry_unavailable', { cause: error });
    default:
      return null;
  }
}

/** CouchDB failed us; the caller can do nothing about it but try again. */
function upstreamRefusal(error: CouchError): GatewayError {
  switch (error.code) {
    case 'server-timeout':
      return new GatewayError('upstream_timeout', { cause: error });
    case 'server-refused':
      return new GatewayError('upstream_unreachable', { cause: error });
    case 'conflict':
      return new GatewayError('conflict', { cause: error });
    default:
      return new GatewayError('upstream_failed', { cause: error });
  }
}

function unforeseen(error: unknown, request: FastifyRequest, log: Logger): GatewayError {
  const known = error instanceof Error ? error : null;
  log.error(
    {
      request: request.id,
      route: request.routeOptions.url ?? null,
      error: {
        name: known?.name ?? typeof error,
        code: error instanceof MyCouchError ? error.code : null,
        // The frames alone: a message may quote what was sent.
        stack:
          known?.stack
            ?.split('\n')
            .filter((line) => /^\s+at /.test(line))
            .join('\n') ?? null,
      },
    },
    'unforeseen failure',
  );
  return new GatewayError('internal', { cause: error });
}
