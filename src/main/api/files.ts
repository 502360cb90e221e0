import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';

export function filesApi(): ConsoleApi['files'] {
  return {
    export: () => Promise.reject(notYet()),
    compare: () => Promise.reject(notYet()),
    import: () => Promise.reject(notYet()),
  };
}

function notYet(): ConsoleError {
  return new ConsoleError('internal', 'Not built yet.');
}
