import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { GatewayServices } from '../services.ts';
import { bulkRoutes } from './bulk-routes.ts';
import { sequenceNow } from './changes.ts';
import { documentRoutes } from './document-routes.ts';
import { takeJsonBodies } from './json-bodies.ts';
import { personalLocals } from './locals.ts';
import { createPositions } from './positions.ts';
import { readSent } from './queries.ts';
import { readingRoutes } from './reading-routes.ts';
import {
  api,
  documentSchema,
  serveTable,
  writtenSchema,
  type ServedTable,
} from './served-table.ts';
import { asSent } from './table.ts';
import { tenantsTable } from './tenants-table.ts';
import { usersTable } from './users-table.ts';
import { sentDocumentSchema } from './writing.ts';

/** `/__users` and `/__tenants`: what applications and PouchDB take for two databases (G3–G5). */
export function virtualTables(app: FastifyInstance, services: GatewayServices): void {
  takeJsonBodies(app);
  const { registry, config, uuid } = services;
  const positions = createPositions(registry, uuid);
  const tables = [
    usersTable(registry, positions),
    tenantsTable(registry, positions, { ...config.people, uuid, bytes: randomBytes }),
  ];
  for (const table of tables) {
    const served = serveTable(services, table, positions);
    infoRoutes(app, served);
    readingRoutes(app, served);
    bulkRoutes(app, served);
    localRoutes(app, served);
    documentRoutes(app, served);
  }
}

function infoRoutes(app: FastifyInstance, { table, positions, base, personOf }: ServedTable): void {
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
}

function localRoutes(app: FastifyInstance, { services, table, base, personOf }: ServedTable): void {
  const locals = personalLocals(services.registry.locals, table.name);
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
  app.delete(
    `${base}/_local/:id`,
    api(table, 'Deletes a checkpoint of one’s own', { 200: writtenSchema }),
    async (request) => {
      const { person } = await personOf(request);
      const id = localId(request);
      return { ok: true, id: `_local/${id}`, rev: await locals.remove(person.userId, id) };
    },
  );
}
