import type { ErrorReport } from '../shared/errors.ts';

const passphrase =
  'Set MYCOUCH_VAULT_PASSPHRASE to the passphrase of the vault, or make a keychain available.';

/** The remedy for somebody at a command line, where the console's own speaks of the window. */
function remedyOf({ code, remedy, details }: ErrorReport): string {
  // A vault whose key is in a keychain has no passphrase to give.
  if (details['protection'] === 'keychain') return remedy;
  switch (code) {
    case 'vault-missing':
    case 'vault-locked':
    case 'keychain-absent':
      return passphrase;
    case 'vault-passphrase-wrong':
      return 'Set MYCOUCH_VAULT_PASSPHRASE to the passphrase this vault was made with.';
    case 'not-connected':
      return 'Set MYCOUCH_SERVER, MYCOUCH_USER and MYCOUCH_PASSWORD, or connect once in the window.';
    case 'invalid-input':
      return remedy === '' ? 'Correct the input and try again.' : remedy;
    case 'internal':
      return remedy === '' ? 'Try again.' : remedy;
    default:
      return remedy;
  }
}

/** The report with a remedy that fits the command line. */
export function forCommandLine(report: ErrorReport): ErrorReport {
  return { ...report, remedy: remedyOf(report) };
}

/** Sentence and remedy on one line each. */
export function errorText({ message, remedy }: ErrorReport): string {
  return remedy === '' ? `${message}\n` : `${message}\n${remedy}\n`;
}
