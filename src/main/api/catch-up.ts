import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Services } from './services.ts';

const notYet = () => Promise.reject(new ConsoleError('internal', 'Not built yet.'));

export function catchUpApi(services: Services): ConsoleApi['catchUp'] {
  void services;
  return { current: notYet, acknowledge: notYet, setAsking: notYet };
}
