import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { GatewayError } from '../../errors.ts';
import { answerJson } from '../exchange.ts';
import { isRecord, jsonParameter, listOf, own, readObject, type JsonObject } from '../json-body.ts';
import { leavesOf, ownWinner, type Leaf } from './leaves.ts';
import { compareIds, ownIds, type OwnId } from './own-ids.ts';
import type { Scope } from './scope.ts';

const count = z.number().int().min(0).max(1_000_000_000);
/** What may be asked of `_all_docs`; `update_seq`, `sorted` and the like change nothing that is told. */
const optionsSchema = z.looseObject({
  startkey: z.unknown().optional(),
  endkey: z.unknown().optional(),
  key: z.unknown().optional(),
  keys: z.array(z.unknown()).max(100_000).optional(),
  descending: z.boolean().default(false),
  inclusive_end: z.boolean().default(true),
  include_docs: z.boolean().default(false),
  conflicts: z.boolean().default(false),
  attachments: z.literal(false).default(false),
  limit: count.optional(),
  skip: count.default(0),
});
type Options = z.output<typeof optionsSchema>;

interface Listing {
  readonly head: JsonObject;
  /** Documents are read when the rows are. */
  readonly rows: () => AsyncGenerator;
}

/** Documents read at once. */
const batch = 100;

/** `_all_docs`, by `GET`, `HEAD` and `POST`. */
export async function allDocs(scope: Scope): Promise<FastifyReply> {
  const { exchange } = scope;
  const { request, services, target, verb } = exchange;
  const limit = services.config.limits.passThroughBytes;
  const body = verb === 'POST' ? await readObject(request.raw, limit) : {};
  const given = Object.fromEntries(
    [...target.query].map(([name, value]) => [
      name,
      // Words that are no JSON are for CouchDB alone: `stale=ok`.
      /^(stale|update|nonce|_nonce)$/.test(name) ? value : jsonParameter(target.query, name),
    ]),
  );
  const listing = await list(scope, { ...given, ...body });
  if (verb === 'HEAD') return answerJson(exchange, 200, listing.head);
  exchange.reply.code(200).header('content-type', 'application/json');
  return exchange.reply.send(Readable.from(written([listing], false)));
}

/** `_all_docs/queries`. */
export async function allDocsQueries(scope: Scope): Promise<FastifyReply> {
  const { request, reply, services } = scope.exchange;
  const body = await readObject(request.raw, services.config.limits.passThroughBytes);
  const queries = listOf(own(body, 'queries'));
  if (queries === null || queries.length > 100) {
    throw new GatewayError('invalid_request', { reason: '“queries” is a list of at most 100.' });
  }
  const listings: Listing[] = [];
  for (const query of queries) {
    if (!isRecord(query)) throw new GatewayError('invalid_request');
    listings.push(await list(scope, query));
  }
  reply.code(200).header('content-type', 'application/json');
  return reply.send(Readable.from(written(listings, true)));
}

async function* written(listings: readonly Listing[], several: boolean): AsyncGenerator<string> {
  if (several) yield '{"results":[\n';
  for (const [at, { head, rows }] of listings.entries()) {
    const start = JSON.stringify(head).slice(0, -1);
    yield `${at === 0 ? '' : ',\n'}${start}${start === '{' ? '' : ','}"rows":[\n`;
    let first = true;
    for await (const row of rows()) {
      yield `${first ? '' : ',\n'}${JSON.stringify(row)}`;
      first = false;
    }
    yield '\n]}';
  }
  yield several ? '\n]}\n' : '\n';
}

async function list(scope: Scope, given: JsonObject): Promise<Listing> {
  const parsed = optionsSchema.safeParse(given);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new GatewayError('invalid_request', { reason: `“${where}” cannot be used here.` });
  }
  const options = parsed.data;
  const { keys, limit = Infinity, skip, descending } = options;
  if (keys !== undefined) {
    const ordered = descending ? keys.toReversed() : keys;
    return {
      head: {},
      rows: () => rowsOfKeys(scope, ordered.slice(skip, skip + limit), options),
    };
  }
  const ids = await ownIds(scope);
  const ordered = descending ? ids.toReversed() : ids;
  const inRange = ordered.filter(({ id }) => isInRange(id, options));
  const shown = inRange.slice(skip, skip + limit);
  const [first] = shown;
  const offset = first === undefined ? Math.min(skip, ids.length) : ordered.indexOf(first);
  return {
    head: { total_rows: ids.length, offset },
    rows: () => rowsOfIds(scope, shown, options),
  };
}

async function* rowsOfIds(scope: Scope, ids: readonly OwnId[], options: Options): AsyncGenerator {
  for (let start = 0; start < ids.length; start += batch) {
    const part = ids.slice(start, start + batch);
    const leaves = options.include_docs
      ? await leavesOf(
          scope,
          part.map(({ id }) => id),
        )
      : null;
    for (const { id, rev } of part) {
      const winner = ownWinner(leaves?.get(id) ?? []);
      // Deleted since it was listed.
      if (leaves !== null && winner?.deleted !== false) continue;
      yield {
        id,
        key: id,
        value: { rev: winner?.rev ?? rev },
        ...(winner === null ? {} : { doc: docOf(winner, leaves?.get(id) ?? [], options) }),
      };
    }
  }
}

async function* rowsOfKeys(
  scope: Scope,
  keys: readonly unknown[],
  options: Options,
): AsyncGenerator {
  for (let start = 0; start < keys.length; start += batch) {
    const part = keys.slice(start, start + batch);
    const ids = part.filter((key) => typeof key === 'string').filter((key) => isReadable(key));
    const leaves = await leavesOf(scope, ids);
    for (const key of part) {
      const known = typeof key === 'string' ? (leaves.get(key) ?? []) : [];
      const winner = ownWinner(known);
      if (winner === null) {
        yield { key, error: 'not_found' };
        continue;
      }
      yield {
        id: key,
        key,
        value: winner.deleted ? { rev: winner.rev, deleted: true } : { rev: winner.rev },
        ...(options.include_docs
          ? { doc: winner.deleted ? null : docOf(winner, known, options) }
          : {}),
      };
    }
  }
}

function isReadable(id: string): boolean {
  return id !== '' && !id.startsWith('_');
}

function docOf(winner: Leaf, leaves: readonly Leaf[], { conflicts }: Options): JsonObject {
  const others = leaves.filter((leaf) => leaf.own && !leaf.deleted && leaf.rev !== winner.rev);
  return conflicts && others.length > 0
    ? { ...winner.document, _conflicts: others.map(({ rev }) => rev) }
    : winner.document;
}

function isInRange(id: string, options: Options): boolean {
  if ('key' in options) return id === options.key;
  const sign = options.descending ? -1 : 1;
  if ('startkey' in options && sign * compareToKey(id, options.startkey) < 0) return false;
  if (!('endkey' in options)) return true;
  const toEnd = sign * compareToKey(id, options.endkey);
  return options.inclusive_end ? toEnd <= 0 : toEnd < 0;
}

/** Keys that are no text stand before all ids, or behind them where they are lists and objects. */
function compareToKey(id: string, key: unknown): number {
  if (typeof key === 'string') return compareIds(id, key);
  return typeof key === 'object' && key !== null ? -1 : 1;
}
