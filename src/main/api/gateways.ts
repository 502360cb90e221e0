import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { withdrawSigningKey } from '../../shared/commands/withdraw-signing-key.ts';
import { signingKeysView } from '../console/signing-keys-view.ts';
import type { Services } from './services.ts';

export function gatewaysApi({
  registry,
  connection,
}: Pick<Services, 'registry' | 'connection'>): ConsoleApi['gateways'] {
  return {
    keys: () => signingKeysView(registry, connection),
    withdrawKey: (input) => registry.execute(withdrawSigningKey(input)),
  };
}
