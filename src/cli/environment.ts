import type { ServerOverride } from '../main/console/ports.ts';
import { ConsoleError } from '../shared/errors.ts';

/** What the command line takes from its environment. */
export interface CliEnvironment {
  /** The server to work with instead of the saved connection. Error: `invalid-input` when half of it is set. */
  readonly server: () => ServerOverride | null;
  /** The account of an administrator; without MYCOUCH_SERVER it goes with an address on the command line. */
  readonly account: { readonly username: string | null; readonly password: string | null };
  /** Opens the vault, or makes it where no keychain answers. */
  readonly passphrase: string | null;
  readonly noColor: boolean;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the environment. The only place that does; a variable that is empty counts as not set. */
export function readEnvironment(variables: Variables): CliEnvironment {
  const value = (name: string): string | null => {
    const text = variables[name];
    return text === undefined || text === '' ? null : text;
  };
  return {
    server: () => {
      const url = value('MYCOUCH_SERVER');
      if (url === null) return null;
      return { url, username: required('MYCOUCH_USER'), password: required('MYCOUCH_PASSWORD') };
    },
    account: { username: value('MYCOUCH_USER'), password: value('MYCOUCH_PASSWORD') },
    passphrase: value('MYCOUCH_VAULT_PASSPHRASE'),
    noColor: value('NO_COLOR') !== null || value('TERM') === 'dumb',
  };

  function required(name: string): string {
    const found = value(name);
    if (found !== null) return found;
    throw new ConsoleError('invalid-input', `MYCOUCH_SERVER is set, but ${name} is not.`, {
      remedy: 'Set MYCOUCH_SERVER, MYCOUCH_USER and MYCOUCH_PASSWORD together, or none of them.',
      details: { variable: name },
    });
  }
}
