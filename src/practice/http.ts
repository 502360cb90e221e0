import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Exchange, Practice, Write } from './exchange.ts';
import { badRequest, PracticeFailure } from './failure.ts';
import { answer, parsePath } from './router.ts';
import { anonymous, type Identity } from './security.ts';
import { sessionCookieHeader } from './session-cookie.ts';

const tooLarge = (): PracticeFailure =>
  new PracticeFailure(413, 'too_large', 'the request entity is too large');

const readAll = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new PracticeFailure(415, 'bad_ctype', 'compressed bodies are not offered here');
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** A page of another site must not reach this server under a name of its own (DNS rebinding). */
const checkHost = (host: string | undefined): string => {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? '')) {
    throw badRequest('this server answers under loopback addresses only');
  }
  return `http://${host ?? ''}`;
};

const failureOf = (error: unknown): PracticeFailure =>
  error instanceof PracticeFailure
    ? error
    : new PracticeFailure(500, 'internal_server_error', 'the practice server failed');

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(`${JSON.stringify(body)}\n`);
};

/** Writes with regard to a slow reader; false once the connection is gone. */
const createWrite = (response: ServerResponse): Write => {
  return async (chunk) => {
    if (response.destroyed || response.writableEnded) return false;
    if (response.write(chunk)) return true;
    return new Promise((resolve) => {
      const settle = (): void => {
        response.off('drain', settle);
        response.off('close', settle);
        resolve(!response.destroyed);
      };
      response.on('drain', settle);
      response.on('close', settle);
    });
  };
};

const send = async (response: ServerResponse, result: Answer, head: boolean): Promise<void> => {
  switch (result.kind) {
    case 'json':
      for (const [name, value] of Object.entries(result.headers)) response.setHeader(name, value);
      sendJson(response, result.status, result.body);
      return;
    case 'bytes':
      for (const [name, value] of Object.entries(result.headers)) response.setHeader(name, value);
      response.statusCode = result.status;
      response.end(result.body);
      return;
    case 'stream':
      response.statusCode = 200;
      response.setHeader('content-type', 'application/json');
      response.flushHeaders();
      if (!head) await result.run(createWrite(response));
      response.end();
  }
};

const sendFailure = (response: ServerResponse, failure: PracticeFailure): void => {
  if (response.headersSent) {
    // A stream that broke must not look like one that ended.
    response.destroy();
    return;
  }
  const { status, error, reason } = failure;
  if (status === 413) response.setHeader('connection', 'close');
  sendJson(response, status, { error, reason });
};

const signIn = async (
  practice: Practice,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Identity> => {
  const { identity, renewedCookie } = await practice.accounts.identify(request.headers);
  if (renewedCookie !== null) {
    const at = Math.floor(Date.now() / 1000);
    const header = sessionCookieHeader(renewedCookie, at, practice.settings.sessionSeconds);
    response.setHeader('set-cookie', header);
  }
  return identity;
};

/** Answers one request; never rejects. @param limit largest body in bytes. */
export const handleRequest = async (
  practice: Practice,
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
  stopping: AbortSignal,
): Promise<void> => {
  const leaving = new AbortController();
  response.on('close', () => {
    leaving.abort();
  });
  request.on('error', () => {
    leaving.abort();
  });
  response.on('error', () => {
    leaving.abort();
  });
  response.setHeader('server', 'MyCouch-practice');
  response.setHeader('cache-control', 'must-revalidate');
  response.setHeader('x-couch-request-id', randomBytes(5).toString('hex'));
  try {
    const origin = checkHost(request.headers.host);
    const [path = '/', ...queries] = (request.url ?? '/').split('?');
    const segments = parsePath(path);
    const method = request.method ?? 'GET';
    // A sign-in must not fail on the stale credential that it is to replace.
    const signsIn = segments[0] === '_session' && (method === 'POST' || method === 'DELETE');
    const exchange: Exchange = {
      practice,
      identity: signsIn ? anonymous : await signIn(practice, request, response),
      method,
      query: new URLSearchParams(queries.join('?')),
      headers: request.headers,
      origin,
      readBody: () => readAll(request, limit),
      signal: AbortSignal.any([leaving.signal, stopping]),
    };
    await send(response, await answer(exchange, segments), method === 'HEAD');
  } catch (error) {
    sendFailure(response, failureOf(error));
  }
};
