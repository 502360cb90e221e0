import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function registryApi({ registry }: Services): ConsoleApi['registry'] {
  return { problems: () => Promise.resolve(registry.problems()) };
}
