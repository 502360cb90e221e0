import type { Command } from './command.ts';
import { revokeApiKeys } from './revoke-apikeys.ts';

/**
 * Revokes one API key for good and leaves the tokens made from it until they expire. Revoked already:
 * nothing is written. Error: `not-found`.
 */
export function revokeApiKey(input: {
  readonly keyId: string;
  /** For the log; may be empty. */
  readonly reason: string;
}): Command<{ readonly changed: boolean }> {
  const command = revokeApiKeys({ keyIds: [input.keyId], reason: input.reason, hard: false });
  return (snapshot, context) => {
    const outcome = command(snapshot, context);
    return { ...outcome, result: { changed: outcome.result.revoked > 0 } };
  };
}
