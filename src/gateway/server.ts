import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import type { GatewayConfig } from './config.ts';
import { GatewayError } from './errors.ts';
import { addCors } from './plugins/cors.ts';
import { addSecurityHeaders } from './plugins/headers.ts';
import { addAddressLimit } from './plugins/limits.ts';
import { addRequestLog } from './plugins/log.ts';
import { addRefusals, sendRefusal } from './plugins/refusals.ts';
import { addRequestFacts } from './plugins/request-facts.ts';
import { gatherDescriptions } from './routes/api-description.ts';
import { addOpenApi } from './routes/openapi.ts';
import type { GatewayPart, GatewayServices } from './services.ts';

/**
 * Milliseconds that a whole request may take. The largest attachment that is passed on by default (64 MiB)
 * comes within it over a line of 0.6 Mbit/s.
 */
const requestTimeout = 900_000;
/** Names in an address that are longer lead nowhere; documents of CouchDB have ids up to this. */
const longestParameter = 8192;

/**
 * The HTTP server with what holds for every request (log, limits, headers, CORS, refusals), and the parts.
 * It does not listen yet.
 */
export async function createServer(
  services: GatewayServices,
  parts: readonly GatewayPart[],
): Promise<FastifyInstance> {
  const { config, limits, log, metrics, uuid } = services;
  const app = fastify({
    logger: false,
    http: { maxHeaderSize: config.limits.headerBytes },
    trustProxy: trusted(config.trustProxy),
    bodyLimit: config.limits.bodyBytes,
    // An answer that streams (a feed) has no end; a request that dawdles has one, and its headers have a minute.
    connectionTimeout: 0,
    requestTimeout,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    genReqId: uuid,
    routerOptions: {
      maxParamLength: longestParameter,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
      caseSensitive: true,
    },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: (error, request, reply) => {
      const code = error.statusCode === 414 ? 'uri_too_long' : 'invalid_request';
      void sendRefusal(request, reply, new GatewayError(code));
    },
    clientErrorHandler: (error, socket) => {
      refuseBytes(error, socket);
    },
  });
  // Node would answer an `Expect` that it does not know by itself, past the log, the limits and the list.
  app.server.on('checkExpectation', (request, response) => {
    app.server.emit('request', request, response);
  });
  // CouchDB's verb to copy a document; Fastify has to be told.
  app.addHttpMethod('COPY');
  addRequestFacts(app);
  addRequestLog(app, log, metrics);
  addRefusals(app, log);
  addSecurityHeaders(app, config.url);
  addAddressLimit(app, limits);
  const routes = gatherDescriptions(app);
  await addCors(app, config.corsOrigins);
  addOpenApi(app, routes, { url: config.url, version: services.version });
  for (const part of parts) {
    await app.register(async (scope) => {
      await part(scope, services);
    });
  }
  return app;
}

/** Of so many proxies in a row the nearest are believed; with addresses, whoever has one of them. */
function trusted(
  setting: GatewayConfig['trustProxy'],
): false | string[] | ((address: string, hop: number) => boolean) {
  if (typeof setting === 'number') return (_address, hop) => hop < setting;
  return setting === false ? false : [...setting];
}

/** What is no HTTP at all never becomes a request; it is answered in bytes, and the connection ends. */
function refuseBytes(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body } = new GatewayError(
    error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'invalid_request',
  );
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(text))}\r\n` +
      `Connection: close\r\n\r\n${text}`,
  );
}
