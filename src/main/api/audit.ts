import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function auditApi({ registry, log }: Services): ConsoleApi['audit'] {
  return {
    recent: (query) => registry.auditPage(query),
    facets: () => registry.auditFacets(),
    older: (query) => log.older(query),
    verify: () => log.verify(),
    previewCut: ({ before }) => log.previewCut(before),
    cut: ({ before, confirm }) => log.cut(before, confirm),
  };
}
