import { revocationDocumentId, type Revocation } from '../documents/revocation.ts';
import { ConsoleError } from '../errors.ts';
import type { Command } from './command.ts';
import { keyAudit } from './create-apikey.ts';

/**
 * Revokes an API key for good. It makes a document of its own and edits none, so it works offline and no
 * edit of the key can undo it. Revoked already: nothing is written. Error: `not-found`.
 */
export function revokeApiKey(input: {
  readonly keyId: string;
  /** For the log; may be empty. */
  readonly reason: string;
}): Command<{ readonly changed: boolean }> {
  return (snapshot, context) => {
    const key = [...snapshot.apikeys.values()].flat().find(({ key_id }) => key_id === input.keyId);
    if (snapshot.revokedKeys.has(input.keyId)) {
      return { documents: [], audit: [], result: { changed: false } };
    }
    if (key === undefined) {
      throw new ConsoleError('not-found', 'There is no such key in the registry.', {
        remedy: 'Look at the list of keys again.',
        details: { key: input.keyId.slice(0, 100) },
      });
    }
    const revocation: Revocation = {
      _id: revocationDocumentId(input.keyId),
      type: 'revocation',
      key_id: input.keyId,
      tenant_id: key.tenant_id,
      reason: input.reason.slice(0, 500),
      createdAt: context.now,
      createdBy: context.actor,
      updatedAt: context.now,
      updatedBy: context.actor,
    };
    return {
      documents: [revocation],
      audit: [keyAudit('key_revoked', key, context, { reason: revocation.reason })],
      result: { changed: true },
    };
  };
}
