import type { CredentialInput, CredentialInputs } from '../../shared/commands/credential-input.ts';
import type { Blueprint } from '../../shared/documents/blueprint.ts';
import { makeCredential } from '../provisioning/password.ts';
import { secretNames } from '../secrets/secret-store.ts';

/** What a new tenant's accounts need: hashes for the registry, passwords for the vault. */
export interface NewCredentials {
  readonly credentials: CredentialInputs;
  readonly secrets: ReadonlyMap<string, string>;
}

/** Makes a credential for every service account of the blueprint. */
export async function makeCredentials(
  tenantId: string,
  blueprint: Blueprint,
  random: {
    readonly uuid: () => string;
    readonly randomBytes: (size: number) => Uint8Array;
  },
): Promise<NewCredentials> {
  const credentials = new Map<string, CredentialInput>();
  const secrets = new Map<string, string>();
  await Promise.all(
    blueprint.accounts.map(async ({ name }) => {
      const credentialId = random.uuid();
      const { password, hash } = await makeCredential(random.randomBytes);
      credentials.set(name, { credentialId, hash });
      secrets.set(secretNames.account(tenantId, name, credentialId), password);
    }),
  );
  return { credentials, secrets };
}
