import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { GatewayError } from '../../errors.ts';
import { isRecord, parseJson, type JsonObject } from '../json-body.ts';

/** Of the document itself, without what is attached. */
const longestDocument = 16 * 1_048_576;
const lineEnd = Buffer.from('\r\n');

/**
 * A document with its attachments as `multipart/related`: the document is read and written anew by `prepare`;
 * what is attached streams on. Errors: GatewayError `invalid_request`, `too_large`; what `prepare` throws.
 */
export async function readMultipart(
  request: IncomingMessage,
  limit: number,
  prepare: (document: JsonObject) => JsonObject,
): Promise<{ readonly headers: Record<string, string>; readonly body: Readable }> {
  const type = request.headers['content-type'] ?? '';
  const told = request.headers['content-length'];
  if (told !== undefined && Number(told) > limit) throw new GatewayError('too_large');
  const boundary = boundaryOf(type);
  const parts: AsyncIterator<unknown> = request[Symbol.asyncIterator]();
  let read = Buffer.alloc(0);
  let found = firstPart(read, boundary);
  while (found === null) {
    if (read.length > longestDocument) throw new GatewayError('too_large');
    const next = await parts.next();
    if (next.done === true) throw unreadable();
    read = Buffer.concat([read, bytesOf(next.value)]);
    found = firstPart(read, boundary);
  }
  const document = parseJson(found.document);
  if (!isRecord(document)) throw unreadable();
  const head = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Type: application/json\r\n\r\n`),
    Buffer.from(JSON.stringify(prepare(document))),
  ]);
  const rest = read.subarray(found.end);
  const length = told === undefined ? null : Number(told) - found.end + head.length;
  return {
    headers: {
      'content-type': `multipart/related; boundary="${boundary}"`,
      ...(length === null ? {} : { 'content-length': String(length) }),
    },
    body: Readable.from(joined(head, rest, parts, limit), { objectMode: false }),
  };
}

async function* joined(
  head: Buffer,
  rest: Buffer,
  parts: AsyncIterator<unknown>,
  limit: number,
): AsyncGenerator<Buffer> {
  yield head;
  yield rest;
  let length = head.length + rest.length;
  for (let next = await parts.next(); next.done !== true; next = await parts.next()) {
    const bytes = bytesOf(next.value);
    length += bytes.length;
    if (length > limit) throw new GatewayError('too_large');
    yield bytes;
  }
}

function boundaryOf(type: string): string {
  const found = /;\s*boundary=(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/i.exec(type);
  const boundary = found?.[1] ?? found?.[2];
  if (boundary === undefined) throw unreadable();
  return boundary;
}

/** The first part where it is there whole, and where it ends: right before the line end and next boundary. */
function firstPart(
  bytes: Buffer,
  boundary: string,
): { readonly document: Buffer; readonly end: number } | null {
  const mark = Buffer.from(`--${boundary}`);
  const start = bytes.subarray(0, 2).equals(lineEnd) ? 2 : 0;
  if (bytes.length < start + mark.length) return null;
  if (!bytes.subarray(start, start + mark.length).equals(mark)) throw unreadable();
  const headerEnd = bytes.indexOf('\r\n\r\n', start + mark.length);
  if (headerEnd === -1) return null;
  const headers = bytes.subarray(start + mark.length, headerEnd).toString('latin1');
  if (/content-(?:encoding|transfer-encoding)/i.test(headers)) throw unreadable();
  const end = bytes.indexOf(Buffer.concat([lineEnd, mark]), headerEnd + 4);
  return end === -1 ? null : { document: bytes.subarray(headerEnd + 4, end), end };
}

function bytesOf(chunk: unknown): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
}

function unreadable(): GatewayError {
  return new GatewayError('invalid_request', { reason: 'The multipart body cannot be read.' });
}
