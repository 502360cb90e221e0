import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';

export function serversApi(): ConsoleApi['servers'] {
  return {
    list: () => Promise.reject(notYet()),
    use: () => Promise.reject(notYet()),
    forget: () => Promise.reject(notYet()),
    mark: () => Promise.reject(notYet()),
    openFeeds: () => Promise.reject(notYet()),
    restart: () => Promise.reject(notYet()),
  };
}

function notYet(): ConsoleError {
  return new ConsoleError('internal', 'Not built yet.');
}
