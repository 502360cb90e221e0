import type { CouchUserDocument } from '../../couch/get-user-documents.ts';
import { toCouchUser } from '../../couch/get-users.ts';
import type { ObservedUser } from '../../shared/planning/server-state.ts';
import { type StoredPassword, storedPassword } from './stored-password.ts';

/** A user as an observer remembers it; what is stored for its password stays inside. */
export interface SeenUser {
  readonly rev: string;
  readonly roles: readonly string[];
  readonly marker: ObservedUser['marker'];
  readonly stored: StoredPassword;
}

export function seenUser(username: string, document: CouchUserDocument): SeenUser {
  const { rev, roles, marker } = toCouchUser(username, document);
  return { rev, roles, marker, stored: storedPassword(document) };
}
