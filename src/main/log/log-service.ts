import { setImmediate } from 'node:timers/promises';
import { createTransport } from '../../couch/create-transport.ts';
import type { Requester, Transport } from '../../couch/transport.ts';
import type { LogCut, LogVerification, OlderEntries } from '../../shared/bridge/log-views.ts';
import type { ConnectionInfo } from '../../shared/bridge/views.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError, MyCouchError, type ErrorCode } from '../../shared/errors.ts';
import type { EntryFilter } from '../../shared/log/entry-filter.ts';
import { createLogVerifier, type LogOutcome } from '../../shared/log/log-verifier.ts';
import type { CouchCredentials } from '../../couch/transport.ts';
import type { Registry } from '../registry/registry.ts';
import { carryOutCut, plannedCut } from './cut-log.ts';
import { verifySignature } from './ed25519.ts';
import { inTurns } from './in-turns.ts';
import { checkedPerTurn, olderEntries, readWholeLog } from './server-log.ts';
import { sha256 } from './sha256.ts';

/** Reasons for which the log that is here is verified instead of the server's. */
const serverAway: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'not-connected',
  'not-found',
  'not-on-this-device',
  'server-refused',
  'server-timeout',
  'server-failed',
  'vault-locked',
  'vault-missing',
]);

const endOfTime = '9999-12-31T23:59:59.999Z';

/** Findings that are told one by one. */
const toldFindings = 1000;

function bounded(outcome: LogOutcome): LogOutcome & { readonly findingCount: number } {
  const { findings } = outcome;
  return { ...outcome, findings: findings.slice(0, toldFindings), findingCount: findings.length };
}

/** What can be asked of the whole audit log. */
export interface LogService {
  readonly older: (
    query: EntryFilter & {
      /** An instant or the id of an entry; null: what is too old to be on this device. */
      readonly before: string | null;
      readonly limit: number;
    },
  ) => Promise<OlderEntries>;
  readonly verify: () => Promise<LogVerification>;
  readonly previewCut: (before: string) => Promise<LogCut>;
  readonly cut: (before: string, confirm: string) => Promise<LogCut>;
}

export function createLogService(options: {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: () => number;
  /** How far a reading of the whole log of the server has come. */
  readonly onRead: (checked: number, total: number) => void;
  readonly current: () => ConnectionInfo | null;
  /** This device's own account on a server; null where it has none. */
  readonly operator: (couchdbUuid: string) => Promise<CouchCredentials | null>;
  /** Throws where the address is another server's by now. */
  readonly verifyServer: (transport: Transport, server: ConnectionInfo) => Promise<void>;
  readonly admin: () => Promise<Requester>;
  /** Throws where the server is marked read-only. */
  readonly requireWritable: () => void;
}): LogService {
  const { registry, clock } = options;
  const { log } = registry;

  /** Signed in with this device's own account, for one task. */
  async function asOperator<T>(task: (reader: Requester) => Promise<T>): Promise<T> {
    const server = options.current();
    if (server === null) {
      throw new ConsoleError('not-connected', 'No server is connected.', {
        remedy: 'Connect to a CouchDB first.',
      });
    }
    const credentials = await options.operator(server.couchdbUuid);
    if (credentials === null) {
      throw new ConsoleError(
        'not-on-this-device',
        'The password of this console’s own account is not on this device.',
        { remedy: 'Connect to the server again.' },
      );
    }
    const transport = createTransport({
      url: server.url,
      credentials,
      clock,
      random: options.random,
      connections: 1,
    });
    try {
      await options.verifyServer(transport, server);
      return await task(transport);
    } finally {
      await transport.close();
    }
  }

  async function verifyHere(begun: number): Promise<LogVerification> {
    const verifier = createLogVerifier({ sha256, verify: verifySignature });
    for await (const bodies of log.all()) {
      for (const [index, body] of bodies.entries()) {
        verifier.add(body);
        if (index % checkedPerTurn === 0) await setImmediate();
      }
    }
    const outcome = await inTurns(
      verifier.finishing({ knownHeads: new Map(), wholeSince: log.wholeSince() }),
    );
    return { ...bounded(outcome), source: 'device', ...times(begun) };
  }

  /** Where all of the log seems to be here the server is asked all the same: a first pull may be under way. */
  async function oldestHere(): Promise<string> {
    const all = { tenantId: null, limit: 1 };
    const { total } = await registry.auditPage({ ...all, offset: 0 });
    const { rows } = await registry.auditPage({ ...all, offset: Math.max(0, total - 1) });
    const at = rows[0]?.createdAt;
    return at === undefined ? endOfTime : new Date(Date.parse(at) + 1).toISOString();
  }

  function times(begun: number) {
    const now = clock.now();
    return { verifiedAt: now.toISOString(), milliseconds: Math.max(0, now.getTime() - begun) };
  }

  async function verify(): Promise<LogVerification> {
    const begun = clock.now().getTime();
    await log.flush();
    // What is remembered is remembered from before the reading; later ones may not have been read.
    const knownHeads = new Map(log.onServer());
    try {
      return await asOperator(async (reader) => {
        const verifier = createLogVerifier({ sha256, verify: verifySignature });
        await readWholeLog(reader, verifier, options.onRead);
        const outcome = await inTurns(verifier.finishing({ knownHeads, wholeSince: null }));
        return { ...bounded(outcome), source: 'server' as const, ...times(begun) };
      });
    } catch (error) {
      if (!(error instanceof MyCouchError) || !serverAway.has(error.code)) throw error;
      return await verifyHere(begun);
    }
  }

  return {
    older: async ({ before, ...query }) => {
      const from = before ?? log.wholeSince() ?? (await oldestHere());
      return asOperator((reader) => olderEntries(reader, { ...query, before: from }));
    },
    verify,
    previewCut: (before) =>
      asOperator(async (reader) => {
        const { plan } = await plannedCut(reader, before, options.onRead);
        return { before, entries: plan.remove.length, kept: plan.kept };
      }),
    cut: async (before, confirm) => {
      if (confirm !== 'cut') {
        throw new ConsoleError(
          'confirmation-needed',
          'Removing entries of the audit log has to be confirmed.',
          { remedy: 'Type the word cut to confirm.' },
        );
      }
      options.requireWritable();
      const admin = await options.admin();
      const planned = await plannedCut(admin, before, options.onRead);
      return await carryOutCut({ registry, admin }, before, planned);
    },
  };
}
