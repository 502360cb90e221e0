import type { Connection } from '../connection/connection.ts';
import { readCredential } from '../connection/server-credential.ts';
import { readOnlyError } from '../connection/server-marks.ts';
import type { SyncKeeper } from '../connection/sync-keeper.ts';
import { verifyServer } from '../connection/verify-server.ts';
import { keepLog } from '../log/keep-log.ts';
import { createLogService, type LogService } from '../log/log-service.ts';
import type { Registry } from '../registry/registry.ts';
import { secretNames, type SecretStore } from '../secrets/secret-store.ts';
import { logDatabase } from '../../shared/naming.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from './ports.ts';

/** The audit log of a console: its key, what the server is known to have of it, and what can be asked of it. */
export interface ConsoleLog {
  readonly service: LogService;
  /** The status of a database changed. */
  readonly syncChanged: (database: string) => void;
  readonly close: () => Promise<void>;
}

export function openConsoleLog(options: {
  readonly registry: Registry;
  readonly secrets: SecretStore;
  readonly connection: Pick<Connection, 'current' | 'admin' | 'renew'>;
  readonly sync: Pick<SyncKeeper, 'overview'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly onEntries: () => void;
  /** How far a reading of the whole log has come. */
  readonly onRead: (checked: number, total: number) => void;
}): ConsoleLog {
  const { registry, secrets, connection, logger } = options;
  let asked = false;

  function warn(message: string): (error: unknown) => void {
    return (error) => {
      logger.warn({ error }, message);
    };
  }

  const keeper = keepLog({
    registry,
    secrets,
    onProblem: warn('the key of the audit log is not there'),
  });
  const forget = registry.log.onEntries(options.onEntries);

  return {
    service: createLogService({
      registry,
      clock: options.clock,
      random: options.random,
      onRead: options.onRead,
      current: connection.current,
      operator: (couchdbUuid) => readCredential(secrets, secretNames.operator(couchdbUuid)),
      verifyServer,
      admin: connection.admin,
      requireWritable: () => {
        const server = connection.current();
        if (server?.readOnly === true) throw readOnlyError(server.name);
      },
    }),
    syncChanged: (database) => {
      if (database !== logDatabase) return;
      const status = options.sync.overview().databases.find((one) => one.database === logDatabase);
      // A server that was connected before there was a log has no database for it yet.
      const missing = status?.error?.code === 'not-found';
      if (missing && !asked && connection.current()?.mayApply === true) {
        asked = true;
        connection.renew().catch(warn('the database of the audit log could not be made'));
      }
      // What both sides agreed on is on the server: from now on its absence there is a finding.
      const localSeq = status?.agreement?.localSeq;
      if (status?.state !== 'synced' || localSeq === undefined) return;
      registry.log
        .agreedAt(localSeq)
        .catch(warn('what the server has of the audit log could not be noted'));
    },
    close: async () => {
      forget();
      await keeper.close();
    },
  };
}
