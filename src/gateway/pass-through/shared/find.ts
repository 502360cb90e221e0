import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { answerJson } from '../exchange.ts';
import { isRecord, listOf, own, readObject, type JsonObject } from '../json-body.ts';
import { askJson, isOwn, type Scope } from './scope.ts';

/** What a query may have beside its selector. Statistics would count what others have. */
const passed = [
  'limit',
  'skip',
  'sort',
  'use_index',
  'allow_fallback',
  'bookmark',
  'update',
  'stable',
  'stale',
  'r',
];
const ignored = new Set(['execution_stats', 'conflicts', 'selector', 'fields', ...passed]);

/** A selector that finds the tenant's documents alone. */
export function ownSelector({ shared, tenantId }: Scope, selector: JsonObject | null): JsonObject {
  const mine = { [shared.tenantField]: { $eq: tenantId } };
  // An empty one inside another finds nothing, and everything by itself.
  return selector === null || Object.keys(selector).length === 0
    ? mine
    : { $and: [mine, selector] };
}

/** `_find`, with the selector inside one that asks for the tenant. */
export async function find(scope: Scope): Promise<FastifyReply> {
  const { exchange, shared } = scope;
  const limit = exchange.services.config.limits.passThroughBytes;
  const asked = await readObject(exchange.request.raw, limit);
  const selector = own(asked, 'selector');
  if (!isRecord(selector)) {
    throw new GatewayError('invalid_request', { reason: 'Missing required key: selector' });
  }
  const unknown = Object.keys(asked).find((name) => !ignored.has(name));
  if (unknown !== undefined) {
    throw new GatewayError('invalid_request', {
      reason: 'The query has a field that is not known.',
    });
  }
  const fields = fieldsOf(own(asked, 'fields'));
  const { status, body } = await askJson(scope, {
    method: 'POST',
    path: ['_find'],
    body: {
      ...Object.fromEntries(
        passed.flatMap((name) => {
          const value = own(asked, name);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      selector: ownSelector(scope, selector),
      ...(fields === null ? {} : { fields: [...new Set([...fields, shared.tenantField])] }),
      execution_stats: false,
    },
  });
  const docs = isRecord(body) ? listOf(own(body, 'docs')) : null;
  if (status !== 200 || !isRecord(body)) return answerJson(exchange, status, body);
  if (docs === null) throw new GatewayError('upstream_failed');
  const mine = docs.filter((doc) => isOwn(scope, doc));
  const hide = fields !== null && !fields.includes(shared.tenantField);
  return answerJson(exchange, 200, {
    docs: hide ? mine.map((doc) => without(doc, shared.tenantField)) : mine,
    bookmark: own(body, 'bookmark'),
  });
}

function fieldsOf(value: unknown): readonly string[] | null {
  if (value === undefined) return null;
  const list: readonly unknown[] = Array.isArray(value) ? value : [null];
  const fields = list.filter((one) => typeof one === 'string');
  if (fields.length !== list.length) {
    throw new GatewayError('invalid_request', { reason: '“fields” is a list of names.' });
  }
  // None named is all of them.
  return fields.length === 0 ? null : fields;
}

function without(doc: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(doc).filter(([name]) => name !== field));
}
