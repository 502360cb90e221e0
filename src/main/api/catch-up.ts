import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function catchUpApi({ catchUp }: Services): ConsoleApi['catchUp'] {
  return {
    current: () => Promise.resolve(catchUp.state()),
    acknowledge: ({ since }) => catchUp.acknowledge(since),
    setAsking: ({ ask }) => catchUp.setAsking(ask),
  };
}
