import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { reportError } from '../../shared/errors.ts';
import type { Services } from './services.ts';

export function connectionApi({ connection }: Services): ConsoleApi['connection'] {
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
    connect: ({ takeTenants, ...credentials }) =>
      connection.connect(credentials, takeTenants === true),
    practice: () => connection.connectPractice(),
    forget: async () => {
      await connection.forget();
      return null;
    },
  };
}
