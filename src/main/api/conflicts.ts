import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { Services } from './services.ts';

export function conflictsApi({
  conflicts: { desk, keeper },
}: Pick<Services, 'conflicts'>): ConsoleApi['conflicts'] {
  return {
    list: async (query) => ({
      ...(await desk.list(query)),
      mergedQuietly: keeper.mergedQuietly(),
    }),
    found: (filter) => Promise.resolve(desk.found(filter)),
    get: ({ documentId }) => desk.get(documentId),
    resolve: async (decision) => {
      const outcome = await desk.resolve(decision);
      keeper.look();
      return outcome;
    },
    resolveMany: async ({ documentIds, take }) => {
      const outcome = await desk.resolveMany(documentIds, take);
      keeper.look();
      return outcome;
    },
  };
}
