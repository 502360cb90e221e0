import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { CredentialInput, CredentialInputs } from '../../shared/commands/credential-input.ts';
import type { Blueprint } from '../../shared/documents/blueprint.ts';

const derive = promisify(pbkdf2);
/** The passwords have 192 random bits, so that stretching would only cost time. */
const iterations = 100;

/**
 * Credentials for the service accounts of a tenant that is made here. Their passwords are known to nobody:
 * a gateway has no vault. Whoever needs one rotates the account in a console.
 */
export async function unknownCredentials(
  blueprint: Blueprint,
  random: {
    readonly uuid: () => string;
    readonly bytes: (size: number) => Uint8Array;
  },
): Promise<CredentialInputs> {
  const made = await Promise.all(
    blueprint.accounts.map(async ({ name }): Promise<readonly [string, CredentialInput]> => {
      const password = Buffer.from(random.bytes(24)).toString('base64url');
      const salt = Buffer.from(random.bytes(16)).toString('hex');
      const [sha256, sha1] = await Promise.all([
        derive(password, salt, iterations, 32, 'sha256'),
        derive(password, salt, iterations, 20, 'sha1'),
      ]);
      const hash = {
        iterations,
        salt,
        sha256: sha256.toString('hex'),
        sha1: sha1.toString('hex'),
      };
      return [name, { credentialId: random.uuid(), hash }];
    }),
  );
  return new Map(made);
}
