import { canonicalJson } from '../../shared/canonical-json.ts';
import { jsonSchema, type Json } from '../../shared/json.ts';
import { sha256 } from './device-key.ts';

/** A document as it goes over the wire. */
export type Body = Readonly<Record<string, Json>>;

/** SHA-256 of what a document says, whatever its revision. */
export function contentOf(body: Body): string {
  return sha256(
    canonicalJson(Object.fromEntries(Object.entries(body).filter(([name]) => name !== '_rev'))),
  );
}

/** A document as JSON; what is undefined is left out. */
export function asBody(document: object): Body {
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, jsonSchema.parse(value)] as const],
    ),
  );
}
