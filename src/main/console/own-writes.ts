import type { Command } from '../../shared/commands/command.ts';
import { documentById, onlyMade } from '../../shared/catch-up/registry-revisions.ts';
import type { Registry } from '../registry/registry.ts';

/**
 * The same registry, that tells of every document this device has written by a command, with the revision
 * it has then. What replication brings is not told, nor what the rules merge: that is the doing of both
 * sides.
 */
export function watchOwnWrites(
  registry: Registry,
  onWritten: (written: ReadonlyMap<string, string>) => void,
): Registry {
  return {
    ...registry,
    execute: async <Result>(command: Command<Result>): Promise<Result> => {
      let ids: readonly string[] = [];
      const result = await registry.execute<Result>((snapshot, context) => {
        const outcome = command(snapshot, context);
        const decided = (outcome.resolutions ?? []).filter(({ by }) => by === 'person');
        ids = [...outcome.documents.map(({ _id }) => _id), ...decided.map(({ id }) => id)];
        return outcome;
      });
      if (ids.length === 0) return result;
      // Nothing else has been written between the command and this.
      const snapshot = registry.snapshot();
      onWritten(new Map(ids.map((id) => [id, documentById(snapshot, id)?._rev ?? onlyMade])));
      return result;
    },
  };
}
