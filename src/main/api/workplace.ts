import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function workplaceApi({ workplace }: Services): ConsoleApi['workplace'] {
  return {
    current: () => Promise.resolve(workplace.current()),
    switchTo: ({ id }) => workplace.switchTo(id),
    opened: ({ id }) => workplace.opened(id),
    setColumns: ({ columns }) => workplace.setColumns(columns),
  };
}
