import type { VaultStatus } from '../../shared/bridge/views.ts';
import { ConsoleError } from '../../shared/errors.ts';

/** Without a keychain a passphrase is the answer; everything else that is wrong has to be told as it is. */
const answeredByPassphrase: ReadonlySet<string> = new Set(['keychain-absent', 'keychain-locked']);

/** Why nothing can be read from this vault or written to it, with what to do about it; null when it is open. */
export function closedVault({ state, problem }: VaultStatus): ConsoleError | null {
  if (state === 'open') return null;
  if (problem !== null && (state === 'locked' || !answeredByPassphrase.has(problem.code))) {
    const { code, message, remedy, details } = problem;
    return new ConsoleError(code, message, { remedy, details });
  }
  return state === 'absent'
    ? new ConsoleError('vault-missing', 'There is no place for secrets yet.', {
        remedy: 'Set a passphrase for the vault, or make a keychain available, and try again.',
      })
    : new ConsoleError('vault-locked', 'The vault is locked.', {
        remedy: 'Unlock it with its passphrase and try again.',
      });
}
