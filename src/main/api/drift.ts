import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';

export function driftApi(): ConsoleApi['drift'] {
  return {
    current: () => Promise.reject(notYet()),
    sweep: () => Promise.reject(notYet()),
    adopt: () => Promise.reject(notYet()),
    dropOverride: () => Promise.reject(notYet()),
  };
}

function notYet(): ConsoleError {
  return new ConsoleError('internal', 'Not built yet.');
}
