import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function leaksApi({ leaks }: Pick<Services, 'leaks'>): ConsoleApi['leaks'] {
  return {
    current: () => Promise.resolve(leaks.view()),
    choose: () => leaks.choose(),
    scan: ({ history }) => leaks.scan(history),
    cancel: () => {
      leaks.cancel();
      return Promise.resolve(null);
    },
  };
}
