import type { IndexedDocument } from '../../shared/documents/registry-document.ts';

/**
 * The order in which the documents of one command go out, since CouchDB writes each for itself. Whatever
 * comes between two stages leaves nothing half open: what takes access away, or is used up by giving it,
 * first; then what somebody may be a member of; then memberships; last who points at them. Kinds that stand
 * alone go with their neighbours.
 */
const stageOf = {
  revocation: 0,
  revoked_token: 0,
  signing_key: 0,
  invitation: 0,
  blueprint: 1,
  server: 1,
  override: 1,
  account: 1,
  lease: 1,
  usage: 1,
  tenant: 2,
  api_key: 3,
  application: 3,
  membership: 4,
  user: 5,
} as const satisfies Readonly<Record<IndexedDocument['type'], number>>;

/** The documents in stages, each to be written when the one before is; empty stages left out. */
export function writeStages(
  documents: readonly IndexedDocument[],
): readonly (readonly IndexedDocument[])[] {
  const stages = new Map<number, IndexedDocument[]>();
  for (const document of documents) {
    const stage = stageOf[document.type];
    stages.set(stage, [...(stages.get(stage) ?? []), document]);
  }
  return [...stages].sort(([a], [b]) => a - b).map(([, list]) => list);
}
