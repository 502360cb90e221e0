import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import { ConsoleError } from '../../shared/errors.ts';
import type { Services } from './services.ts';

const notYet = () => Promise.reject(new ConsoleError('internal', 'Not built yet.'));

export function auditApi({ registry }: Services): ConsoleApi['audit'] {
  return {
    recent: (query) => registry.auditPage(query),
    older: notYet,
    verify: notYet,
    previewCut: notYet,
    cut: notYet,
  };
}
