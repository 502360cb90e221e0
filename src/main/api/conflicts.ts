import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Services } from './services.ts';

const notYet = () => Promise.reject(new ConsoleError('internal', 'Not built yet.'));

export function conflictsApi(services: Services): ConsoleApi['conflicts'] {
  void services;
  return { list: notYet, get: notYet, resolve: notYet, resolveMany: notYet };
}
