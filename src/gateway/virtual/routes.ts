import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../caller.ts';
import { GatewayError, type GatewayErrorCode } from '../errors.ts';
import type { GatewayServices } from '../services.ts';
import type { Json } from '../../shared/json.ts';
import type { ApiDescription } from '../routes/api-description.ts';
import { refusalOf } from '../plugins/refusals.ts';
import { changesOf, sequenceNow, type ChangesQuery } from './changes.ts';
import { openFeed } from './feed.ts';
import { takeJsonBodies } from './json-bodies.ts';
import { generationIn, isKnown, newest } from './line.ts';
import { personalLocals } from './locals.ts';
import { createPositions } from './positions.ts';
import {
  allDocsQuerySchema,
  bulkDocsSchema,
  bulkGetSchema,
  changesQuerySchema,
  getQuerySchema,
  idsBodySchema,
  keysBodySchema,
  readJson,
  readSent,
  revsSchema,
} from './queries.ts';
import {
  asEnded,
  asSent,
  leavesOf,
  type Person,
  type VirtualDocument,
  type VirtualTable,
} from './table.ts';
import { tenantsTable } from './tenants-table.ts';
import { usersTable } from './users-table.ts';
import { revOf, sentDocumentSchema, writeReplicated, writeSeen } from './writing.ts';

const refusals: readonly GatewayErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_revoked',
  'access_withdrawn',
  'forbidden',
  'not_member',
  'not_found',
  'conflict',
  'immutable_field',
  'invalid_request',
  'too_many_requests',
  'registry_unavailable',
];

const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });
const writtenSchema = z.object({ ok: z.literal(true), id: z.string(), rev: z.string() });

const api = (
  table: VirtualTable,
  summary: string,
  answers: ApiDescription['answers'],
  more: Partial<ApiDescription> = {},
): { readonly config: { readonly api: ApiDescription } } => ({
  config: {
    api: {
      summary,
      tag: table.name === '__users' ? 'Oneself' : 'Tenants of oneself',
      access: 'token',
      answers,
      refusals,
      ...more,
    },
  },
});

/** `/__users` and `/__tenants`: what applications and PouchDB take for two databases (G3–G5). */
export function virtualTables(app: FastifyInstance, services: GatewayServices): void {
  takeJsonBodies(app);
  const { registry, config, uuid } = services;
  const positions = createPositions(registry, uuid);
  const tables = [
    usersTable(registry, positions),
    tenantsTable(registry, positions, { ...config.people, uuid, bytes: randomBytes }),
  ];
  for (const table of tables) serve(app, services, table, positions);
}

function serve(
  app: FastifyInstance,
  services: GatewayServices,
  table: VirtualTable,
  positions: ReturnType<typeof createPositions>,
): void {
  const { callers, clock, log, ending, registry } = services;
  const base = `/${table.name}`;
  const locals = personalLocals(registry.locals, table.name);

  const personOf = async (
    request: FastifyRequest,
  ): Promise<{ readonly caller: Caller; readonly person: Person }> => {
    const caller = await callers.of(request);
    const { kind, userId, subject, tenantId } = caller;
    if (kind !== 'person' || userId === null) {
      throw new GatewayError('forbidden', { reason: 'This is for people who have signed in.' });
    }
    return { caller, person: { userId, tenantId, subject: subject.slice(0, 200) } };
  };
  const idIn = (request: FastifyRequest, person: Person): string => {
    const { id } = readSent(z.object({ id: z.string().min(1).max(1000) }), request.params);
    if (id.startsWith('_')) throw new GatewayError('not_found');
    return table.idOf(person, id);
  };
  const visible = (person: Person, id: string): VirtualDocument => {
    const document = table.get(person, id);
    if (document !== null) return document;
    const exists = table.name === '__tenants' && registry.access.tenant(id.slice(7)) !== null;
    throw new GatewayError(exists || table.name === '__users' ? 'not_member' : 'not_found');
  };
  const present = (person: Person): readonly VirtualDocument[] =>
    table.all(person).filter(({ deleted }) => !deleted);

  const info = async (request: FastifyRequest) => {
    const { person } = await personOf(request);
    const all = table.all(person);
    const there = all.filter(({ deleted }) => !deleted);
    return {
      db_name: table.name,
      doc_count: there.length,
      doc_del_count: all.length - there.length,
      update_seq: sequenceNow(positions),
      instance_start_time: '0',
      ...(table.name === '__tenants'
        ? { tenants: there.map((document) => asSent(document, { revs: false })) }
        : {}),
    };
  };
  const infoApi = api(table, 'What there is, as a database tells of itself', {
    200: z.looseObject({ db_name: z.string(), doc_count: z.number(), update_seq: z.string() }),
  });
  app.get(base, infoApi, info);
  app.get(`${base}/`, infoApi, info);

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

  app.post(
    `${base}/_bulk_get`,
    api(table, 'Several documents, as CouchDB’s _bulk_get', { 200: null }, { body: bulkGetSchema }),
    async (request) => {
      const { person } = await personOf(request);
      const { revs } = readSent(getQuerySchema, request.query);
      const { docs } = readSent(bulkGetSchema, request.body);
      return {
        results: docs.map(({ id: asked, rev }) => {
          const document = table.get(person, table.idOf(person, asked));
          if (document === null) {
            const missing = {
              id: asked,
              rev: rev ?? 'undefined',
              error: 'not_found',
              reason: 'missing',
            };
            return { id: asked, docs: [{ error: missing }] };
          }
          const options = { revs: revs === true };
          const ended = rev === undefined ? null : asEnded(document, rev, options);
          // Whoever asks for a revision of before gets the newest, which is what there is to be had.
          return { id: document.id, docs: [{ ok: ended ?? asSent(document, options) }] };
        }),
      };
    },
  );

  const missing = async (request: FastifyRequest) => {
    const { person } = await personOf(request);
    const asked = readSent(revsSchema, request.body);
    return Object.entries(asked).flatMap(([id, revs]) => {
      const document = table.get(person, table.idOf(person, id));
      const unknown = document === null ? revs : revs.filter((rev) => !isKnown(document.line, rev));
      return unknown.length === 0 ? [] : [{ id, unknown, document }];
    });
  };
  app.post(
    `${base}/_revs_diff`,
    api(
      table,
      'Which revisions are not known, as CouchDB’s _revs_diff',
      { 200: null },
      { body: revsSchema },
    ),
    async (request) =>
      Object.fromEntries(
        (await missing(request)).map(({ id, unknown, document }) => {
          const rev = document === null ? null : newest(document.line);
          const before =
            rev !== null && unknown.some((one) => generationIn(one) > generationIn(rev));
          return [id, { missing: unknown, ...(before ? { possible_ancestors: [rev] } : {}) }];
        }),
      ),
  );
  app.post(
    `${base}/_missing_revs`,
    api(
      table,
      'Which revisions are not known, as CouchDB’s _missing_revs',
      { 200: null },
      { body: revsSchema },
    ),
    async (request) => ({
      missing_revs: Object.fromEntries(
        (await missing(request)).map(({ id, unknown }) => [id, unknown]),
      ),
    }),
  );

  app.post(
    `${base}/_bulk_docs`,
    api(table, 'Several writes, as CouchDB’s _bulk_docs', { 201: null }, { body: bulkDocsSchema }),
    async (request, reply) => {
      const { person } = await personOf(request);
      const { docs, new_edits: newEdits = true } = readSent(bulkDocsSchema, request.body);
      const results: Record<string, Json>[] = [];
      for (const sent of docs) {
        let id = '';
        try {
          const document = readSent(sentDocumentSchema, sent);
          const asked = document['_id'] ?? (newEdits ? services.uuid() : null);
          id = readSent(z.string().min(1).max(1000), asked);
          if (id.startsWith('_')) throw new GatewayError('forbidden');
          const inside = table.idOf(person, id);
          if (newEdits) {
            const rev =
              document['_rev'] === undefined ? null : readSent(z.string(), document['_rev']);
            results.push({ ok: true, ...(await writeSeen(table, person, inside, document, rev)) });
          } else await writeReplicated(table, person, inside, document);
        } catch (error) {
          const { body, status } = refusalOf(error, request, log);
          const { error: word, reason } = body;
          // What does not work just now fails as a whole, so that a replica comes again with it.
          if (status >= 500) throw error;
          // Replicators go on after what is forbidden, and stop at anything else.
          const shown = newEdits
            ? {}
            : { error: 'forbidden', reason: `${word}: ${String(reason)}` };
          results.push({ id, ...body, ...shown });
        }
      }
      return reply.code(201).send(results);
    },
  );

  app.post(
    `${base}/_ensure_full_commit`,
    api(table, 'Does nothing: every write is on disk', { 201: null }),
    async (request, reply) => {
      await personOf(request);
      return reply.code(201).send({ ok: true, instance_start_time: '0' });
    },
  );

  const localId = (request: FastifyRequest): string =>
    readSent(z.object({ id: z.string().min(1).max(500) }), request.params).id;
  app.get(
    `${base}/_local/:id`,
    api(table, 'A checkpoint of one’s own', { 200: documentSchema }),
    async (request) => {
      const { person } = await personOf(request);
      return await locals.read(person.userId, localId(request));
    },
  );
  app.put(
    `${base}/_local/:id`,
    api(
      table,
      'Writes a checkpoint of one’s own',
      { 201: writtenSchema },
      { body: sentDocumentSchema },
    ),
    async (request, reply) => {
      const { person } = await personOf(request);
      const id = localId(request);
      const document = readSent(sentDocumentSchema, request.body);
      const rev = await locals.write(person.userId, id, document);
      return reply.code(201).send({ ok: true, id: `_local/${id}`, rev });
    },
  );

  if (table.name === '__tenants') {
    app.post(
      base,
      api(
        table,
        'Makes a tenant, whose owner is whoever makes it',
        { 201: writtenSchema },
        { body: sentDocumentSchema },
      ),
      async (request, reply) => {
        const { person } = await personOf(request);
        const document = readSent(sentDocumentSchema, request.body);
        const asked =
          document['_id'] === undefined ? services.uuid() : readSent(z.string(), document['_id']);
        const id = table.idOf(person, asked);
        if (table.get(person, id) !== null) throw new GatewayError('conflict');
        return reply
          .code(201)
          .send({ ok: true, ...(await writeSeen(table, person, id, document, null)) });
      },
    );
  }

  app.get(
    `${base}/:id`,
    api(table, 'One document', { 200: documentSchema }, { query: getQuerySchema }),
    async (request) => {
      const { person } = await personOf(request);
      const query = readSent(getQuerySchema, request.query);
      const document = visible(person, idIn(request, person));
      const options = { revs: query.revs === true };
      if (query.open_revs !== undefined) {
        const asked =
          query.open_revs === 'all'
            ? leavesOf(document)
            : readSent(z.array(z.string().max(100)).max(1000), readJson(query.open_revs));
        return asked.map((rev) => {
          const ended = asEnded(document, rev, options);
          if (ended !== null) return { ok: ended };
          const there =
            rev === newest(document.line) || (query.latest === true && isKnown(document.line, rev));
          return there ? { ok: asSent(document, options) } : { missing: rev };
        });
      }
      if (query.rev !== undefined) {
        const ended = asEnded(document, query.rev, options);
        if (ended !== null) return ended;
        const latest = query.latest === true && isKnown(document.line, query.rev);
        if (query.rev !== newest(document.line) && !latest) throw new GatewayError('not_found');
        return asSent(document, options);
      }
      if (document.deleted) throw new GatewayError('not_found', { reason: 'deleted' });
      return asSent(document, options);
    },
  );

  app.put(
    `${base}/:id`,
    api(table, 'Changes a document', { 201: writtenSchema }, { body: sentDocumentSchema }),
    async (request, reply) => {
      const { person } = await personOf(request);
      const id = idIn(request, person);
      const document = readSent(sentDocumentSchema, request.body);
      const named = document['_id'];
      if (named !== undefined && table.idOf(person, readSent(z.string(), named)) !== id) {
        throw new GatewayError('immutable_field', { fields: { field: '_id' } });
      }
      const { rev: inQuery } = readSent(z.object({ rev: z.string().optional() }), request.query);
      const rev = document['_rev'] === undefined ? inQuery : readSent(z.string(), document['_rev']);
      if (table.name === '__users') visible(person, id);
      return reply
        .code(201)
        .send({ ok: true, ...(await writeSeen(table, person, id, document, rev ?? null)) });
    },
  );

  app.delete(
    `${base}/:id`,
    api(
      table,
      'Deletes a document, softly',
      { 200: writtenSchema },
      {
        refusals: [...refusals, 'self_delete_not_allowed', 'cannot_delete_active_tenant'],
      },
    ),
    async (request) => {
      const { person } = await personOf(request);
      const id = idIn(request, person);
      const document = visible(person, id);
      const { rev } = readSent(z.object({ rev: z.string().optional() }), request.query);
      // Whoever may not do it at all is not told of a conflict first.
      await writeSeen(table, person, id, { _deleted: true }, rev ?? newest(document.line));
      return { ok: true, id, rev: revOf(table, person, id) };
    },
  );
}
