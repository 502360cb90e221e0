import { z } from 'zod';
import { type CouchUserDocument, getUserDocuments } from './get-user-documents.ts';
import type { CallOptions } from './parse-answer.ts';
import type { Requester } from './transport.ts';

const markerSchema = z.object({ tenant: z.string(), account: z.string(), credential: z.string() });

/** A user document as far as we look at it; its hash is left where it is. */
export interface CouchUser {
  readonly username: string;
  readonly rev: string;
  readonly roles: readonly string[];
  /** Our marker; null where the user is not ours. */
  readonly marker: z.output<typeof markerSchema> | null;
}

/** The users of these names; see `getUserDocuments`. */
export async function getUsers(
  transport: Requester,
  names: readonly string[],
  options: CallOptions = {},
): Promise<ReadonlyMap<string, CouchUser>> {
  const documents = await getUserDocuments(transport, names, options);
  return new Map([...documents].map(([name, document]) => [name, toCouchUser(name, document)]));
}

export function toCouchUser(username: string, document: CouchUserDocument): CouchUser {
  const marker = markerSchema.safeParse(document['mycouch']);
  return {
    username,
    rev: document._rev,
    roles: document.roles,
    marker: marker.success ? marker.data : null,
  };
}
