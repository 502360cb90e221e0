import { guardId } from '../shared/planning/guard.ts';
import { hasJwtHandler } from '../shared/planning/jwt-handlers.ts';
import type { Operation, WriteDesign, WriteSecurity, WriteUser } from '../shared/planning/plan.ts';

/** What an operation does; of a change of access, which way it goes. */
export function operationWords(operation: Operation): string {
  switch (operation.kind) {
    case 'database.create':
      return 'create database';
    case 'security.write':
      return securityWords(operation);
    case 'design.write':
      return designWords(operation);
    case 'index.write':
      return 'write index';
    case 'limit.write':
      return `set revision limit ${String(operation.revsLimit)} (was ${String(operation.before)})`;
    case 'database.delete':
      return `DELETE database (${count(operation.documents)})`;
    case 'user.delete':
      return 'DELETE account';
    case 'jwtkey.write':
      return `${operation.before === 'other' ? 'restore' : 'install'} signing key (${operation.gateway})`;
    case 'jwtkey.delete':
      return `take away retired signing key (${operation.gateway})`;
    case 'handlers.write':
      return `switch ${hasJwtHandler(operation.value) ? 'on' : 'off'} the JWT handler (restarts the HTTP listener)`;
    case 'user.write':
      return userWords(operation);
  }
}

function designWords({ rev, design }: WriteDesign): string {
  const what = design.id === guardId ? 'guard' : 'design document';
  return rev === null ? `write ${what}` : `update ${what}`;
}

function count(documents: number): string {
  return documents === 1 ? '1 document' : `${String(documents)} documents`;
}

function securityWords({ before, body }: WriteSecurity): string {
  const was = before?.mycouch?.state;
  const is = body.mycouch?.state;
  if (is !== undefined && is !== 'active') {
    return was === 'active' ? `withdraw access (${is})` : `keep access withdrawn (${is})`;
  }
  if (was === undefined) return 'write security';
  return was === 'active' ? 'update security' : `give access back (was ${was})`;
}

function userWords({ change, before, roles }: WriteUser): string {
  if (change === 'create') return 'create account';
  if (change === 'credential') return 'update account (password)';
  if (roles.length === 0) return 'withdraw roles';
  return before === null || before.roles.length === 0 ? 'give roles' : 'change roles';
}
