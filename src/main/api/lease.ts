import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function leaseApi({ connection, leaseBoard }: Services): ConsoleApi['lease'] {
  return {
    status: () => Promise.resolve(connection.current() === null ? null : leaseBoard.view()),
  };
}
