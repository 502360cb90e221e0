import {
  operationRequest as requestOf,
  requestTarget,
} from '../../../shared/planning/operation-request.ts';
import type { Operation } from '../../../shared/planning/plan.ts';
import type { ObservedSecurity } from '../../../shared/planning/security-object.ts';

/** What goes to the server for one operation, and what it replaces, as the screen shows it. */
export interface ShownRequest {
  readonly line: string;
  /** Null where nothing was there, undefined where it is not known or does not matter. */
  readonly before: unknown;
  readonly body: unknown;
}

const hashFields = new Set(['derived_key', 'salt']);

/** A hash is no secret, but nobody needs to read it off a screen. */
function withoutHashes(body: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([field, value]: [string, unknown]) => [
      field,
      hashFields.has(field) && typeof value === 'string'
        ? `(${String(value.length)} characters)`
        : value,
    ]),
  );
}

/** The request as CouchDB will see it; hashes are shortened. */
export function operationRequest(operation: Operation): ShownRequest {
  const request = requestOf(operation);
  const hashed =
    operation.kind === 'user.write' && typeof request.body === 'object' && request.body !== null;
  return {
    line: `${request.method} ${requestTarget(request)}`,
    before: whatWas(operation),
    body: hashed ? withoutHashes(request.body) : request.body,
  };
}

function whatWas(operation: Operation): unknown {
  switch (operation.kind) {
    case 'security.write':
      return operation.before === null ? null : beforeSecurity(operation.before);
    case 'user.write':
      return operation.before === null ? undefined : { roles: operation.before.roles };
    case 'limit.write':
      return operation.before;
    case 'database.delete':
      return { documents: operation.documents };
    case 'jwtkey.delete':
      return operation.value;
    case 'handlers.write':
      return operation.before;
    case 'database.create':
    case 'design.write':
    case 'index.write':
    case 'user.delete':
    case 'jwtkey.write':
      return undefined;
  }
}

function beforeSecurity({ admins, members, mycouch }: ObservedSecurity): unknown {
  return { admins, members, ...(mycouch === undefined ? {} : { mycouch }) };
}
