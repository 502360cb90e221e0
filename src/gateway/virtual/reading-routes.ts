import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Json } from '../../shared/json.ts';
import { asSent, type VirtualDocument } from './table.ts';
import { api, type ServedTable } from './served-table.ts';
import { changesOf, type ChangesQuery } from './changes.ts';
import { openFeed } from './feed.ts';
import { newest } from './line.ts';
import {
  allDocsQuerySchema,
  changesQuerySchema,
  idsBodySchema,
  keysBodySchema,
  readJson,
  readSent,
} from './queries.ts';

/** `_changes` and `_all_docs` of a table. */
export function readingRoutes(app: FastifyInstance, served: ServedTable): void {
  const { services, table, positions, base, personOf, present } = served;
  const { callers, clock, ending, registry } = services;

  const changes = async (
    request: FastifyRequest,
    reply: { header: (name: string, value: string) => unknown },
  ) => {
    const { caller, person } = await personOf(request);
    const query = readSent(changesQuerySchema, request.query);
    const named =
      request.method === 'POST' && request.body !== null && request.body !== undefined
        ? readSent(idsBodySchema.partial(), request.body).doc_ids
        : query.doc_ids === undefined
          ? undefined
          : readSent(z.array(z.string()), readJson(query.doc_ids));
    const ids =
      query.filter === '_doc_ids'
        ? new Set((named ?? []).map((id) => table.idOf(person, id)))
        : null;
    const last = request.headers['last-event-id'];
    const since = query.since ?? (typeof last === 'string' ? last : '0');
    const asked = (from: string, limit: number | null): ChangesQuery => ({
      since: from,
      limit: limit ?? 1_000_000,
      includeDocs: query.include_docs === true,
      allLeaves: query.style === 'all_docs',
      descending: query.descending === true,
      ids,
    });
    const limit = query.limit ?? null;
    const first = changesOf(table, positions, person, asked(since, limit));
    reply.header('content-type', 'application/json');
    const feed = query.feed ?? 'normal';
    if (feed === 'normal' || (feed === 'longpoll' && first.results.length > 0)) return first;
    const { heartbeat } = query;
    return openFeed({
      kind: feed,
      since: feed === 'longpoll' ? first.last_seq : since,
      limit,
      heartbeat:
        heartbeat === undefined || heartbeat === false || heartbeat === 0
          ? null
          : heartbeat === true
            ? 60_000
            : Math.max(100, heartbeat),
      timeout: query.timeout ?? 60_000,
      clock,
      changes: (from, left) => changesOf(table, positions, person, asked(from, left)),
      onChange: positions.onChange,
      onNews: registry.onChange,
      mayGoOn: () => callers.stillGood(caller),
      ending,
    });
  };
  const changesApi = api(
    table,
    'What changed, as CouchDB’s _changes',
    { 200: null },
    { query: changesQuerySchema },
  );
  app.get(`${base}/_changes`, changesApi, changes);
  app.post(
    `${base}/_changes`,
    { config: { api: { ...changesApi.config.api, body: idsBodySchema } } },
    changes,
  );

  const allDocs = async (request: FastifyRequest) => {
    const { person } = await personOf(request);
    const query = readSent(allDocsQuerySchema, request.query);
    const docs = present(person);
    const keys =
      request.method === 'POST' && request.body !== null && request.body !== undefined
        ? readSent(keysBodySchema.partial(), request.body).keys
        : query.keys === undefined
          ? undefined
          : readSent(z.array(z.string()), readJson(query.keys));
    const row = (document: VirtualDocument): Record<string, Json> => ({
      id: document.id,
      key: document.id,
      value: { rev: newest(document.line) },
      ...(query.include_docs === true ? { doc: asSent(document, { revs: false }) } : {}),
    });
    const text = (value: string | undefined): string | null =>
      value === undefined ? null : readSent(z.string(), readJson(value));
    const [key, start, end] = [text(query.key), text(query.startkey), text(query.endkey)];
    const ordered = query.descending === true ? docs.toReversed() : docs;
    const [low, high] = query.descending === true ? [end, start] : [start, end];
    const rows: Record<string, Json>[] =
      keys !== undefined
        ? keys.map((asked) => {
            const found = docs.find(({ id }) => id === asked);
            return found === undefined ? { key: asked, error: 'not_found' } : row(found);
          })
        : ordered
            .filter(
              ({ id }) =>
                (key === null || id === key) &&
                (low === null || id >= low) &&
                (high === null || id <= high),
            )
            .map(row);
    const skip = query.skip ?? 0;
    return {
      total_rows: docs.length,
      offset: skip,
      rows: rows.slice(skip, skip + (query.limit ?? rows.length)),
    };
  };
  const allDocsApi = api(
    table,
    'All documents, as CouchDB’s _all_docs',
    { 200: null },
    { query: allDocsQuerySchema },
  );
  app.get(`${base}/_all_docs`, allDocsApi, allDocs);
  app.post(
    `${base}/_all_docs`,
    { config: { api: { ...allDocsApi.config.api, body: keysBodySchema } } },
    allDocs,
  );
}
