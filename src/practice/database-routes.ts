import type { Database } from './database.ts';
import { USERS_DATABASE } from './database-name.ts';
import { json, methodNotAllowed, readJson, type Answer, type Exchange } from './exchange.ts';
import { badRequest, forbidden, noMajority, notOffered, unauthorized } from './failure.ts';
import type { JsonObject } from './json.ts';
import { isDatabaseAdmin, parseSecurity, requireMember, requireServerAdmin } from './security.ts';
import { formatSequence } from './sequence.ts';

/** What `GET /db` tells. Sizes are left out: this server does not measure them. */
export const describeDatabase = async (database: Database): Promise<JsonObject> => {
  const { position, documents, deletedDocuments } = await database.info();
  return {
    instance_start_time: String(Math.floor(database.record().createdAt / 1000)),
    db_name: database.name,
    purge_seq: '0',
    update_seq: formatSequence(position),
    props: {},
    doc_count: documents,
    doc_del_count: deletedDocuments,
    compact_running: false,
    cluster: { q: 1, n: 1, w: 1, r: 1 },
  };
};

/** Creates and deletes; both are for the server administrator alone. */
export const createDatabase = async (exchange: Exchange, name: string): Promise<Answer> => {
  requireServerAdmin(exchange.identity);
  if (name === '_replicator' || name === '_global_changes') throw notOffered(name);
  await exchange.practice.catalog.create(name);
  const location = `${exchange.origin}/${encodeURIComponent(name)}`;
  return json(201, { ok: true }, { location });
};

export const deleteDatabase = async (exchange: Exchange, name: string): Promise<Answer> => {
  requireServerAdmin(exchange.identity);
  if (exchange.query.has('rev')) {
    throw badRequest(
      'You tried to DELETE a database with a ?=rev parameter. Did you mean to DELETE a document instead?',
    );
  }
  await exchange.practice.catalog.remove(name);
  return json(200, { ok: true });
};

/** `_security`: members read it, administrators of the database write it. Extra keys are kept. */
export const answerSecurity = async (exchange: Exchange, database: Database): Promise<Answer> => {
  const { identity, method, practice } = exchange;
  const { security } = database.record();
  if (method === 'GET' || method === 'HEAD') return json(200, security);
  if (method !== 'PUT') throw methodNotAllowed('PUT', 'GET', 'HEAD');
  if (database.name === USERS_DATABASE) {
    throw forbidden("You can't edit the security object of the user database.");
  }
  const body = await readJson(exchange, true);
  if (!isDatabaseAdmin(identity, security)) throw noMajority();
  await practice.catalog.setSecurity(database, parseSecurity(body));
  return json(200, { ok: true });
};

export const compactDatabase = async (exchange: Exchange, database: Database): Promise<Answer> => {
  if (exchange.method !== 'POST') throw methodNotAllowed('POST');
  if (!isDatabaseAdmin(exchange.identity, database.record().security)) {
    throw unauthorized('You are not a server or db admin.');
  }
  await database.write((pouch) => pouch.compact());
  return json(202, { ok: true });
};

/** Every acknowledged write is already with the operating system; there is nothing left to commit. */
export const ensureFullCommit = async (exchange: Exchange, database: Database): Promise<Answer> => {
  if (exchange.method !== 'POST') throw methodNotAllowed('POST');
  const start = String(Math.floor(database.record().createdAt / 1000));
  return Promise.resolve(json(201, { ok: true, instance_start_time: start }));
};

/** Lists of `_users` are for the server administrator, whatever else `_security` says. */
export const requireReader = (exchange: Exchange, database: Database, lists: boolean): void => {
  if (database.name === USERS_DATABASE && lists) requireServerAdmin(exchange.identity);
  requireMember(exchange.identity, database.record().security);
};
