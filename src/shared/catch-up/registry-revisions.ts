import { revocationDocumentId } from '../documents/revocation.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { ChangedDocument } from './change-row.ts';
import type { Revisions } from './sides.ts';

const uuidLength = 36;
/** Stands for the revision of a document that is only ever made. */
export const onlyMade = 'made';

/**
 * Which revision won of every document, the lease left out: it says who applies, and nobody edits it.
 */
export function registryRevisions(snapshot: RegistrySnapshot): Revisions {
  const revisions = new Map<string, string>();
  for (const { _id, _rev } of documentsOf(snapshot)) revisions.set(_id, _rev ?? '');
  for (const keyId of snapshot.revokedKeys) revisions.set(revocationDocumentId(keyId), onlyMade);
  return revisions;
}

/**
 * One document of a snapshot by its id; null where it is not there, and for what a snapshot has no body of:
 * the lease and revocations.
 */
export function documentById(snapshot: RegistrySnapshot, id: string): ChangedDocument | null {
  const [, kind = '', rest = ''] = /^([a-z]+)_(.+)$/.exec(id) ?? [];
  const [tenantId, name] = [rest.slice(0, uuidLength), rest.slice(uuidLength + 1)];
  switch (kind) {
    case 'tenant':
      return snapshot.tenants.get(rest) ?? null;
    case 'account':
      return snapshot.accounts.get(tenantId)?.find((account) => account.name === name) ?? null;
    case 'override':
      return snapshot.overrides.get(tenantId)?.get(name) ?? null;
    case 'apikey':
      return [...snapshot.apikeys.values()].flat().find(({ _id }) => _id === id) ?? null;
    case 'blueprint':
      return snapshot.blueprints.get(id) ?? null;
    case 'server':
      return snapshot.servers.get(id) ?? null;
    default:
      return null;
  }
}

function* documentsOf(snapshot: RegistrySnapshot): Generator<ChangedDocument> {
  yield* snapshot.tenants.values();
  for (const accounts of snapshot.accounts.values()) yield* accounts;
  for (const apikeys of snapshot.apikeys.values()) yield* apikeys;
  for (const overrides of snapshot.overrides.values()) yield* overrides.values();
  yield* snapshot.blueprints.values();
  yield* snapshot.servers.values();
}
