import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Json } from '../../shared/json.ts';
import { GatewayError } from '../errors.ts';
import { asEnded, asSent } from './table.ts';
import { api, type ServedTable } from './served-table.ts';
import { refusalOf } from '../plugins/refusals.ts';
import { generationIn, isKnown, newest } from './line.ts';
import { bulkDocsSchema, bulkGetSchema, getQuerySchema, readSent, revsSchema } from './queries.ts';
import { sentDocumentSchema, writeReplicated, writeSeen } from './writing.ts';

/** What replicators ask of a table for many documents at once. */
export function bulkRoutes(app: FastifyInstance, served: ServedTable): void {
  const { services, table, base, personOf } = served;
  const { log } = services;

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
          const known = rev === undefined || (document !== null && isKnown(document.line, rev));
          if (document === null || !known) {
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
}
