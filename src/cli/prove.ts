import { ConsoleError } from '../shared/errors.ts';
import type { CommandContext } from './command.ts';

/**
 * Proves to the console that somebody may see a password, with what the environment has or what is typed
 * without an echo. The proof is this command's own: one given in the window does not count for it. Errors:
 * `reauthentication-needed` where nobody can be asked, and what a wrong answer comes to.
 */
export async function prove(context: CommandContext): Promise<void> {
  const { client } = context.session;
  const { method, until } = await client.accounts.reauthentication();
  if (method === 'none' || until !== null) return;
  const asked = questions[method];
  const known = method === 'passphrase' ? context.passphrase : context.account.password;
  const secret = known ?? (await context.ask(asked.question, 'secret'));
  if (secret === null || secret === '') {
    throw new ConsoleError('reauthentication-needed', asked.needed, {
      remedy: `Set ${asked.variable}, or run the command at a terminal.`,
      details: { method },
    });
  }
  await client.accounts.reauthenticate({ secret });
}

const questions = {
  passphrase: {
    question: 'Passphrase of the vault: ',
    needed: 'A password is shown only to somebody who knows the passphrase of the vault.',
    variable: 'MYCOUCH_VAULT_PASSPHRASE',
  },
  'server-password': {
    question: 'Password of the server’s administrator: ',
    needed:
      'A password is shown only to somebody who knows the password of the server’s administrator.',
    variable: 'MYCOUCH_PASSWORD',
  },
} as const;
