import type { Readable } from 'node:stream';
import { GatewayError } from '../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether it is an object of JSON: no list, not null. */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of JSON; null: it is none. */
export function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/**
 * A field of an object's own, never an inherited one. Documents are read so and not by a schema, since every
 * field of theirs has to stay as it is.
 */
export function own(value: JsonObject, field: string): unknown {
  return Object.hasOwn(value, field) ? value[field] : undefined;
}

/** Error: GatewayError `too_large` where it is longer than `limit` bytes; what the stream throws. */
export async function readAll(stream: AsyncIterable<unknown>, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stream) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    length += bytes.length;
    if (length > limit) throw new GatewayError('too_large');
    parts.push(bytes);
  }
  return Buffer.concat(parts, length);
}

/** Error: GatewayError `invalid_request`. */
export function parseJson(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return value;
  } catch {
    throw new GatewayError('invalid_request', { reason: 'invalid UTF-8 JSON' });
  }
}

/** A parameter that is written as JSON. Error: GatewayError `invalid_request`. */
export function jsonParameter(query: ReadonlyMap<string, string>, name: string): unknown {
  const text = query.get(name);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new GatewayError('invalid_request', { reason: `“${name}” is no JSON.` });
  }
}

/** A parameter that is `true` or `false`. Error: GatewayError `invalid_request`. */
export function flag(query: ReadonlyMap<string, string>, name: string, usual = false): boolean {
  switch (query.get(name)) {
    case undefined:
      return usual;
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      throw new GatewayError('invalid_request', { reason: `“${name}” is true or false.` });
  }
}

/** A parameter that is a whole number. Error: GatewayError `invalid_request`. */
export function wholeNumber(query: ReadonlyMap<string, string>, name: string): number | null {
  const text = query.get(name);
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) {
    throw new GatewayError('invalid_request', { reason: `“${name}” is a whole number.` });
  }
  return Number(text);
}

/** The object in the body of a request that the gateway reads itself. */
export async function readObject(
  request: Readable & { readonly headers: Readonly<Record<string, unknown>> },
  limit: number,
): Promise<JsonObject> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new GatewayError('bad_content_type');
  const body = parseJson(await readAll(request, limit));
  if (!isRecord(body)) {
    throw new GatewayError('invalid_request', { reason: 'Request body must be a JSON object' });
  }
  return body;
}
