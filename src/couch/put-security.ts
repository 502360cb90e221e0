import { z } from 'zod';
import { isPublic, type SecurityObject } from '../shared/planning/security-object.ts';
import { ConsoleError } from '../shared/errors.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * `PUT /{db}/_security`. Last write wins; CouchDB keeps no revision of it. A body with empty members would
 * make the database public and is never sent.
 */
export async function putSecurity(
  transport: Requester,
  database: string,
  security: SecurityObject,
  options: CallOptions = {},
): Promise<void> {
  if (isPublic(security)) {
    throw new ConsoleError('invalid-input', `This would make the database ${database} public.`);
  }
  const { admins, members, mycouch } = security;
  await requestParsed(
    transport,
    {
      method: 'PUT',
      path: [database, '_security'],
      body: {
        admins: { names: admins.names, roles: admins.roles },
        members: { names: members.names, roles: members.roles },
        ...(mycouch === undefined ? {} : { mycouch: { ...mycouch } }),
      },
      idempotent: true,
      ...options,
    },
    z.object({ ok: z.literal(true) }),
  );
}
