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
    throw unproven(method, `Set ${asked.variable}, or run the command at a terminal.`);
  }
  await client.accounts.reauthenticate({ secret });
}

/**
 * Proves it before tenants go over to another server, where the password of the tenants' server counts. The
 * environment names the other one, so it is asked for. Errors as those of `prove`.
 */
export async function proveToMove(context: CommandContext): Promise<void> {
  const { client } = context.session;
  const { method, until } = await client.accounts.reauthentication();
  if (method !== 'server-password' || until !== null) return;
  const secret = await context.ask(questions[method].question, 'secret');
  if (secret === null || secret === '') {
    throw unproven(method, 'Run the command at a terminal, where it is asked for.');
  }
  await client.accounts.reauthenticate({ secret });
}

function unproven(method: keyof typeof questions, remedy: string): ConsoleError {
  return new ConsoleError('reauthentication-needed', questions[method].needed, {
    remedy,
    details: { method },
  });
}

const questions = {
  passphrase: {
    question: 'Passphrase of the vault: ',
    needed: 'A password is shown only to somebody who knows the passphrase of the vault.',
    variable: 'MYCOUCH_VAULT_PASSPHRASE',
  },
  'server-password': {
    question: 'Password of the administrator of the tenants’ server: ',
    needed:
      'A password is shown only to somebody who knows the password of the server’s administrator.',
    variable: 'MYCOUCH_PASSWORD',
  },
} as const;
