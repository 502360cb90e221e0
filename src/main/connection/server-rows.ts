import { serverDocumentId, type ServerMarks } from '../../shared/documents/server.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import type { ConnectionState } from './connection-state.ts';

/** A known server as far as this device can tell without asking it. */
export interface KnownServerRow extends ServerMarks {
  readonly serverId: string;
  readonly name: string;
  readonly url: string;
  readonly couchdbUuid: string;
  readonly version: string;
  readonly practice: boolean;
  readonly current: boolean;
  readonly mayApply: boolean;
}

/** Every known server; the connected one as it is now, the others as last seen. */
export function knownServerRows(
  state: ConnectionState,
  secrets: Pick<SecretStore, 'has'>,
): readonly KnownServerRow[] {
  const current = state.current();
  return state.known.list().map(({ couchdbUuid, name, url, version, practice, marks }) => {
    const connected = current?.couchdbUuid === couchdbUuid;
    return {
      serverId: serverDocumentId(couchdbUuid),
      name: connected ? current.name : name,
      url: connected ? current.url : url,
      couchdbUuid,
      version,
      practice,
      current: connected,
      mayApply: connected ? current.mayApply : secrets.has(secretNames.serverAdmin(couchdbUuid)),
      ...(connected ? state.marksOf(couchdbUuid) : marks),
    };
  });
}
