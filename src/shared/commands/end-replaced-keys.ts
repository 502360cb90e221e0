import { replacedKeysDue } from '../keys/replaced-keys.ts';
import type { Command } from './command.ts';
import { keyAudit } from './key-input.ts';
import { revocationOf } from './revoke-apikeys.ts';

/**
 * Revokes replaced keys that are seen idle or whose time is up, at most `limit`. Several consoles may notice
 * at the same moment, so what they write is the same to the letter.
 * @param idle whether what is known of the use is new enough to call a key idle
 */
export function endReplacedKeys(input: {
  readonly limit: number;
  readonly idle: boolean;
}): Command<{ readonly revoked: number }> {
  return (snapshot, context) => {
    const due = replacedKeysDue(snapshot, context.now)
      .filter(({ reason }) => input.idle || reason === 'time')
      .slice(0, input.limit);
    return {
      documents: due.map(({ key, reason, at }) =>
        revocationOf(key, `Replaced: ${words[reason]}.`, 'mycouch', at),
      ),
      audit: due.map(({ key, reason, at }) =>
        keyAudit('key_revoked', key, context, { because: reason, due: at, hard: false }),
      ),
      result: { revoked: due.length },
    };
  };
}

const words = { idle: 'nobody used it any more', time: 'its time was up' } as const;
