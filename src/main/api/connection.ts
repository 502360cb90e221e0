import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { reportError } from '../../shared/errors.ts';
import { noteConnecting } from '../console/note-connecting.ts';
import type { CallerProof } from '../console/reauthentication.ts';
import type { Services } from './services.ts';

/** The connection for one caller. */
export function connectionApi(
  { connection, registry }: Services,
  proof: CallerProof,
): ConsoleApi['connection'] {
  return {
    current: () => Promise.resolve(connection.current()),
    test: async (credentials) => {
      try {
        return await connection.test(credentials);
      } catch (error) {
        // What is wrong with the address or the vault is a finding like any other.
        return { ok: false, problem: reportError(error) };
      }
    },
    connect: async ({ takeTenants = false, ...credentials }) => {
      // Beside a keychain passwords are shown to who knows that of the tenants' server; giving the tenants
      // to a server of one's own must not change whom that is.
      if (takeTenants && proof.status().method === 'server-password') proof.require();
      return noteConnecting(registry, credentials.url, () =>
        connection.connect(credentials, takeTenants),
      );
    },
    practice: () => noteConnecting(registry, null, connection.connectPractice),
    forget: async () => {
      await connection.forget();
      return null;
    },
  };
}
