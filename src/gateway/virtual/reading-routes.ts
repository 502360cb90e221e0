import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { allDocs } from './all-docs.ts';
import { api, type ServedTable } from './served-table.ts';
import { changesOf, sequenceNow, type ChangesQuery } from './changes.ts';
import { openFeed } from './feed.ts';
import {
  allDocsBodySchema,
  allDocsQuerySchema,
  changesQuerySchema,
  idsBodySchema,
  readJson,
  readSent,
} from './queries.ts';

/** `_changes` and `_all_docs` of a table. */
export function readingRoutes(app: FastifyInstance, served: ServedTable): void {
  const { services, table, positions, base, personOf } = served;
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
    const feed = query.feed === 'live' ? 'continuous' : (query.feed ?? 'normal');
    const last = feed === 'eventsource' ? request.headers['last-event-id'] : undefined;
    // Of a browser that comes back: it has them as they were sent, in quotation marks.
    const since =
      typeof last === 'string'
        ? last.replace(/^"(.*)"$/, '$1')
        : (query['last-event-id'] ?? query.since ?? '0');
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
    reply.header('content-type', feed === 'eventsource' ? 'text/event-stream' : 'application/json');
    const answered = first.results.length > 0 || limit === 0;
    if (feed === 'normal' || (feed === 'longpoll' && answered)) return first;
    const { heartbeat } = query;
    return openFeed({
      kind: feed,
      since: feed === 'longpoll' ? first.last_seq : since,
      limit,
      once: query.descending === true,
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

  const listed = async (request: FastifyRequest) => {
    const { person } = await personOf(request);
    const { body } = request;
    const query = {
      ...(request.method === 'POST' && body !== null && body !== undefined
        ? readSent(allDocsBodySchema, body)
        : {}),
      ...readSent(allDocsQuerySchema, request.query),
    };
    return {
      ...allDocs(table.all(person), {
        ...query,
        startkey: query.startkey === undefined ? query.start_key : query.startkey,
        endkey: query.endkey === undefined ? query.end_key : query.endkey,
      }),
      ...(query.update_seq === true ? { update_seq: sequenceNow(positions) } : {}),
    };
  };
  const allDocsApi = api(
    table,
    'All documents, as CouchDB’s _all_docs',
    { 200: null },
    { query: allDocsQuerySchema },
  );
  app.get(`${base}/_all_docs`, allDocsApi, listed);
  app.post(
    `${base}/_all_docs`,
    { config: { api: { ...allDocsApi.config.api, body: allDocsBodySchema } } },
    listed,
  );
}
