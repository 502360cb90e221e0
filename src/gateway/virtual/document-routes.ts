import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { asEnded, asSent, leavesOf } from './table.ts';
import { api, refusals, documentSchema, writtenSchema, type ServedTable } from './served-table.ts';
import { removePerson } from '../../shared/commands/remove-person.ts';
import { createAdministrators } from '../tenants-api/administrators.ts';
import { history, isKnown, newest } from './line.ts';
import { getQuerySchema, readJson, readSent } from './queries.ts';
import { userDocument } from './users-table.ts';
import { revOf, sentDocumentSchema, writeSeen } from './writing.ts';

/** Single documents of a table. */
export function documentRoutes(app: FastifyInstance, served: ServedTable): void {
  const { services, table, base, personOf, idIn, visible } = served;
  const { registry } = services;
  const administrators = createAdministrators(services);

  /** An administrator of the platform removes somebody, softly. */
  const removeAnother = async (request: FastifyRequest, actor: string) => {
    const { id: asked } = readSent(z.object({ id: z.string().min(1).max(1000) }), request.params);
    const { access } = registry;
    const user =
      access.userBySub(asked) ?? access.user(asked) ?? access.user(asked.replace(/^user_/, ''));
    if (user?.deletedAt !== null) throw new GatewayError('not_found');
    await registry.execute(removePerson({ userId: user.user_id }), actor);
    const rev = userDocument(access, user.user_id)?.line;
    return { ok: true, id: user._id, rev: rev === undefined ? '' : newest(rev) };
  };

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
      if (query.revs_info !== true) return asSent(document, options);
      const { generation } = document.line;
      const info = history(document.line).map((id, at) => ({
        rev: `${String(generation - at)}-${id}`,
        status: at === 0 ? 'available' : 'missing',
      }));
      return { ...asSent(document, options), _revs_info: info };
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
      const actor = table.name === '__users' ? await administrators.of(request) : null;
      if (actor !== null) return await removeAnother(request, actor);
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
