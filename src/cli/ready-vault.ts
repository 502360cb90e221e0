import type { CommandContext } from './command.ts';

/**
 * Opens the vault of a console in another process with the passphrase of the environment, where it is
 * still shut. Without a passphrase the console itself says what is missing once a secret is needed.
 */
export async function readyVault({ session: { client, shared }, passphrase }: CommandContext) {
  if (!shared || passphrase === null) return;
  const { state } = await client.vault.status();
  if (state === 'locked') await client.vault.unlock({ passphrase });
  if (state === 'absent') await client.vault.create({ passphrase });
}
