import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function vaultApi({ secrets }: Services): ConsoleApi['vault'] {
  return {
    status: () => Promise.resolve(secrets.status()),
    create: ({ passphrase }) => secrets.createWithPassphrase(passphrase),
    unlock: ({ passphrase }) => secrets.unlock(passphrase),
    retry: () => secrets.retry(),
  };
}
