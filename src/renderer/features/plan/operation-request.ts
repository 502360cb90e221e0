import type { Operation } from '../../../shared/planning/plan.ts';

/** What goes to the server for one operation, and what it replaces. */
export interface OperationRequest {
  readonly line: string;
  /** Null where nothing was there, undefined where it is not known or does not matter. */
  readonly before: unknown;
  readonly body: unknown;
}

const hashFields = new Set(['derived_key', 'salt']);

/** A hash is no secret, but nobody needs to read it off a screen. */
function withoutHashes(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).map(([field, value]) => [
      field,
      hashFields.has(field) && typeof value === 'string'
        ? `(${String(value.length)} characters)`
        : value,
    ]),
  );
}

/** The request as CouchDB will see it; hashes are shortened. */
export function operationRequest(operation: Operation): OperationRequest {
  switch (operation.kind) {
    case 'database.create':
      return {
        line: `PUT /${encodeURIComponent(operation.target)}?q=${String(operation.q)}`,
        before: undefined,
        body: undefined,
      };
    case 'security.write':
      return {
        line: `PUT /${encodeURIComponent(operation.target)}/_security`,
        before: operation.before === null ? null : beforeSecurity(operation.before),
        body: operation.body,
      };
    case 'design.write':
      return {
        line: `PUT /${encodeURIComponent(operation.database)}/${operation.design.id}`,
        before: undefined,
        body: {
          _id: operation.design.id,
          ...(operation.rev === null ? {} : { _rev: operation.rev }),
          ...operation.design.body,
        },
      };
    case 'user.write':
      return {
        line: 'POST /_users/_bulk_docs',
        before: operation.before === null ? undefined : { roles: operation.before.roles },
        body: {
          ...withoutHashes(operation.body),
          ...(operation.rev === null ? {} : { _rev: operation.rev }),
        },
      };
  }
}

function beforeSecurity(before: {
  readonly admins: unknown;
  readonly members: unknown;
  readonly mycouch?: unknown;
}): unknown {
  const { admins, members, mycouch } = before;
  return { admins, members, ...(mycouch === undefined ? {} : { mycouch }) };
}
