import { forbidden } from './failure.ts';
import { isStringList, type JsonObject } from './json.ts';

const PREFIX = 'org.couchdb.user:';

/** Document id of a user. */
export const userDocumentId = (name: string): string => `${PREFIX}${name}`;

/**
 * What CouchDB's own guard asks of a document in `_users`. Errors: 403 with CouchDB's reasons, so that
 * clients that show them show the same.
 */
export const checkUserDocument = (id: string, user: JsonObject): void => {
  if (user['_deleted'] === true) return;
  const { type, name, roles, iterations, salt, derived_key: key } = user;
  if (type !== 'user') throw forbidden('doc.type must be user');
  if (typeof name !== 'string' || name === '') throw forbidden('doc.name is required');
  if (roles === undefined) throw forbidden('doc.roles must exist');
  if (!isStringList(roles)) {
    throw forbidden(
      Array.isArray(roles) ? 'doc.roles can only contain strings' : 'doc.roles must be an array',
    );
  }
  if (id !== userDocumentId(name)) {
    throw forbidden(`Doc ID must be of the form ${PREFIX}name`);
  }
  if (roles.some((role) => role.startsWith('_'))) {
    throw forbidden('No system roles (starting with underscore) in users db.');
  }
  if (name.startsWith('_')) throw forbidden('Username may not start with underscore.');
  if (name.includes(':')) throw forbidden('Character `:` is not allowed in usernames.');
  if (user['password_scheme'] === 'pbkdf2') {
    if (typeof iterations !== 'number') throw forbidden('iterations must be a number.');
    if (typeof salt !== 'string') throw forbidden('salt must be a string.');
    if (typeof key !== 'string') throw forbidden('derived_key must be a string.');
  }
};
