import type { Transport } from '../../couch/transport.ts';
import { writeDocuments } from '../../couch/write-documents.ts';
import type { Clock } from '../../shared/clock.ts';
import { ConsoleError } from '../../shared/errors.ts';
import { createGate } from '../../shared/gate.ts';
import { registryDatabase } from '../../shared/naming.ts';
import { auditFiles } from './audit-file.ts';
import { openGatewayLog } from './audit-log.ts';
import { sha256 } from './device-key.ts';
import { endedRevocations } from './ended-revocations.ts';
import { executeCommand } from './execute.ts';
import { localDocuments } from './local-documents.ts';
import { defaultFollowTimes, followRegistry, type FollowTimes } from './follow.ts';
import type { GatewayRegistry, RegistryAccess } from './gateway-registry.ts';
import { settleBegun } from './settle-begun.ts';
import { createUsageWriter } from './usage-writer.ts';

/** Milliseconds. */
export interface RegistryTimes extends FollowTimes {
  /** Between two writings of what was counted; as much is lost at most when a gateway is killed. */
  readonly usage: number;
  /** Between two attempts to bring entries into the log. */
  readonly log: number;
  /** Between two removals of revocations of tokens that have ended. */
  readonly tidy: number;
}

const defaultTimes: RegistryTimes = {
  ...defaultFollowTimes,
  usage: 30_000,
  log: 10_000,
  tidy: 3_600_000,
};

/** So long after a token's end its revocation is deleted: consoles then have seen it. In milliseconds. */
const keptAfterEnd = 24 * 3_600_000;

/**
 * Opens the registry of a gateway; `ready` tells when it has been read.
 * Error: what reading or writing the data folder throws.
 */
export async function openGatewayRegistry(options: {
  /** Signed in with the gateway's own account; closed by whoever made it, after this is closed. */
  readonly transport: Transport;
  /** The gateway's name: small letters, figures and hyphens. */
  readonly gateway: string;
  /** The data folder: the key and the journal of the gateway's part of the audit log. */
  readonly directory: string;
  readonly clock: Clock;
  /** From 0 to below 1; spreads attempts. */
  readonly random: () => number;
  readonly uuid: () => string;
  readonly times?: Partial<RegistryTimes>;
  readonly onProblem: (error: unknown, what: 'feed' | 'usage' | 'log' | 'tidy') => void;
}): Promise<GatewayRegistry> {
  const { transport, gateway, clock, onProblem } = options;
  const times = { ...defaultTimes, ...options.times };
  const gate = createGate();
  const log = await openGatewayLog({
    transport,
    files: auditFiles(options.directory),
    device: gateway,
    now: clock.now,
  });
  const follower = followRegistry({
    transport,
    clock,
    random: options.random,
    times,
    onProblem: (error) => {
      onProblem(error, 'feed');
    },
  });
  const usage = createUsageWriter({ transport, gateway, now: clock.now });
  let closed = false;

  /** Does something again and again, the next time only after the one before has ended. */
  function every(
    milliseconds: number,
    what: 'usage' | 'log' | 'tidy',
    task: () => Promise<void>,
  ): { readonly now: () => Promise<void>; readonly stop: () => void } {
    const turn = createGate();
    let cancel = (): void => undefined;
    function arm(): void {
      cancel = clock.timer(milliseconds, () => {
        void now().then(() => {
          if (!closed) arm();
        });
      });
    }
    function now(): Promise<void> {
      return turn.run(task).catch((error: unknown) => {
        onProblem(error, what);
      });
    }
    arm();
    return {
      now,
      stop: () => {
        cancel();
      },
    };
  }

  const writing = every(times.usage, 'usage', async () => {
    // While it is away each attempt would only wait for its own end.
    if (closed || follower.freshness().state === 'current') await usage.flush();
  });
  const logging = every(times.log, 'log', async () => {
    if (!closed && follower.freshness().state !== 'current') return;
    await gate.run(() => settleBegun(transport, log));
    await log.flush();
  });
  const tidying = every(times.tidy, 'tidy', () => tidy());

  /** Revocations of tokens that have ended are of no use to anybody. */
  async function tidy(): Promise<void> {
    const now = clock.now();
    const limit = new Date(now.getTime() - keptAfterEnd).toISOString();
    follower.memory().dropEndedTokens(now.toISOString());
    const ended = await endedRevocations(transport, limit);
    await writeDocuments(
      transport,
      registryDatabase,
      ended.map(({ id, rev }) => ({ _id: id, _rev: rev, _deleted: true })),
    );
  }

  follower.onCurrent(() => {
    void logging.now();
  });

  return {
    snapshot: () => follower.memory().snapshot(),
    access: accessOf(() => follower.memory().access),
    execute: (command, actor) =>
      gate.run(async () => {
        if (closed || follower.freshness().asOf === null) throw notRead();
        const result = await executeCommand({
          command,
          context: {
            now: clock.now().toISOString(),
            actor,
            uuid: options.uuid,
            digest: sha256,
          },
          transport,
          follower,
          log,
        });
        void logging.now();
        return result;
      }),
    onChange: follower.onChange,
    freshness: follower.freshness,
    usage: { count: usage.count },
    locals: localDocuments(transport),
    ready: follower.ready,
    close: async () => {
      if (closed) return;
      closed = true;
      for (const { stop } of [writing, logging, tidying]) stop();
      await gate.idle();
      await follower.close();
      await Promise.all([writing.now(), logging.now()]);
    },
  };
}

/** Look-ups in whatever memory is the present one. */
function accessOf(present: () => RegistryAccess): RegistryAccess {
  return {
    tenant: (id) => present().tenant(id),
    tenantsOfKey: (key) => present().tenantsOfKey(key),
    blueprint: (id) => present().blueprint(id),
    apiKey: (id) => present().apiKey(id),
    isKeyRevoked: (id) => present().isKeyRevoked(id),
    membership: (tenantId, userId) => present().membership(tenantId, userId),
    membershipsOfTenant: (id) => present().membershipsOfTenant(id),
    membershipsOfUser: (id) => present().membershipsOfUser(id),
    user: (id) => present().user(id),
    userBySub: (sub) => present().userBySub(sub),
    usersByAddress: (address) => present().usersByAddress(address),
    application: (id) => present().application(id),
    applicationsByIssuer: (issuer) => present().applicationsByIssuer(issuer),
    invitation: (id) => present().invitation(id),
    invitationByTokenHash: (hash) => present().invitationByTokenHash(hash),
    signingKey: (kid) => present().signingKey(kid),
    signingKeys: () => present().signingKeys(),
    isTokenRevoked: (jti) => present().isTokenRevoked(jti),
    generation: (id) => present().generation(id),
  };
}

function notRead(): ConsoleError {
  return new ConsoleError('registry-behind', 'The registry has not been read yet.', {
    remedy: 'Wait until the gateway reaches CouchDB; its health page says why it does not.',
  });
}
