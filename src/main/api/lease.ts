import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';

export function leaseApi(): ConsoleApi['lease'] {
  return {
    status: () => Promise.reject(notYet()),
  };
}

function notYet(): ConsoleError {
  return new ConsoleError('internal', 'Not built yet.');
}
