import { randomBytes, randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { callsFor } from './api/calls.ts';
import type { Services } from './api/services.ts';
import type { ConsoleOptions } from './console/console-options.ts';
import { openCatchUp, type CatchUpKeeper } from './console/catch-up.ts';
import { createConflicts } from './console/conflicts.ts';
import { openConsoleLog, type ConsoleLog } from './console/console-log.ts';
import { createCredentialKeeper } from './console/credential-keeper.ts';
import { createCallerProof } from './console/reauthentication.ts';
import { openWrongAnswers } from './console/wrong-answers.ts';
import { openAgreements } from './console/agreements.ts';
import { openConnection } from './connection/connection.ts';
import { createDrift, type Drift } from './console/drift.ts';
import { openDriftMemory } from './console/drift-memory.ts';
import { watchDrift, type DriftWatch } from './console/drift-watch.ts';
import { createEmitter, tellsOf } from './console/events.ts';
import { watchOwnWrites } from './console/own-writes.ts';
import { openLeases } from './console/open-leases.ts';
import { openPasswordVerdicts } from './console/password-verdicts.ts';
import { followChanges } from './console/follow-changes.ts';
import { createKeyIndex } from './console/key-index.ts';
import { createKeyKeeper } from './console/key-keeper.ts';
import { createLeakDesk } from './console/leak-desk.ts';
import { createLinkDesk } from './console/link-desk.ts';
import { createPlanner, type Planner } from './console/planner.ts';
import type { Console } from './console/ports.ts';
import { createPracticeHost } from './connection/practice-host.ts';
import { openPreferences } from './console/preferences.ts';
import { createServerMemories } from './console/remembered-server.ts';
import { createSyncKeeper } from './connection/sync-keeper.ts';
import { sweepNow } from './console/sweep-now.ts';
import { systemClock, systemStopwatch } from './console/system-clock.ts';
import { createTenantBulk } from './console/tenant-bulk.ts';
import { createTenantIndex } from './console/tenant-index.ts';
import { warmUp } from './console/warm-up.ts';
import { createWorkplace } from './console/workplace.ts';
import { loadDevice } from './files/device.ts';
import { createObserver } from './provisioning/observer.ts';
import { openRegistry } from './registry/open-registry.ts';
import { systemKeychain } from './secrets/keychain.ts';
import { openSecretStore } from './secrets/open-secret-store.ts';
import { ensureBlueprint } from '../shared/commands/ensure-blueprint.ts';
import { shopBlueprint } from '../shared/documents/blueprint.ts';
import { reportError } from '../shared/errors.ts';
import { logDatabase, registryDatabase } from '../shared/naming.ts';
import type { PlatformRole } from '../shared/permissions/permission.ts';

/** Until operators sign in there is one, and the first is owner. */
const role: PlatformRole = 'owner';

/**
 * Builds the console on one data directory: the services and the calls of the contract on top of them.
 * Runs in plain Node. Errors: `data-in-use`, `disk-full`, `storage-failed`.
 */
export async function createConsole(options: ConsoleOptions): Promise<Console> {
  const {
    directory,
    log,
    operatorName = userInfo().username,
    serverOverride = null,
    passphrase = null,
    keychain = 'system',
    practice = null,
    replication = 'at-start',
  } = options;
  const { clipboard = null, folder = null, mail = null } = options;
  const watch = replication === 'at-start';
  const clock = options.clock ?? systemClock;
  const stopwatch = options.stopwatch ?? systemStopwatch;
  const random = options.random ?? Math.random;
  const bytes = options.randomBytes ?? randomBytes;
  const uuid = options.uuid ?? randomUUID;
  const emitter = createEmitter((error) => {
    log.error({ error }, 'a listener failed');
  });

  const tells = tellsOf(emitter);
  const logged = (what: string) => (error: unknown) => {
    log.warn({ error }, what);
  };
  const problem = (what: string) => (error: unknown) => {
    logged(what)(error);
    emitter.emit('app.problem', reportError(error));
  };

  const device = await loadDevice({ directory, uuid, hostname: hostname(), now: clock.now });
  let catchUp: CatchUpKeeper | null = null;
  const earlyWrites = new Map<string, string>();
  const stored = await openRegistry({
    directory,
    device: device.name,
    actor: () => operatorName,
    clock,
    uuid,
    logger: log,
  });
  const registry = watchOwnWrites(stored, (written) => {
    if (catchUp !== null) catchUp.wrote(written);
    else for (const [id, rev] of written) earlyWrites.set(id, rev);
  });
  try {
    await registry.execute(ensureBlueprint(shopBlueprint));
    const secrets = await openSecretStore({
      directory,
      keychain: keychain === 'system' ? systemKeychain(device.id) : keychain,
      passphrase,
      uuid,
      random: bytes,
    });
    let auditLog: ConsoleLog | null = null;
    const agreements = await openAgreements(directory);
    const sync = createSyncKeeper({
      directory,
      stores: [
        { database: registryDatabase, store: registry },
        { database: logDatabase, store: registry.log.replica },
      ],
      clock,
      random,
      onStatus: tells('sync.status'),
      onChanged: (database) => {
        emitter.emit('sync.changed', { database });
        auditLog?.syncChanged(database);
      },
      onProblem: problem('a background task failed'),
    });
    let planner: Planner | null = null;
    let drift: Drift | null = null;
    let driftWatch: DriftWatch | null = null;
    const connection = await openConnection({
      directory,
      registry,
      secrets,
      device,
      clock,
      random,
      randomBytes: bytes,
      logger: log,
      override: serverOverride,
      practice: practice === null ? null : createPracticeHost(practice, directory, secrets),
      sync,
      busy: () => planner?.current()?.running === true,
      onServers: () => {
        emitter.emit('servers.changed', null);
      },
      onChange: (info) => {
        planner?.connectionChanged(info?.couchdbUuid ?? null);
        drift?.connectionChanged(info?.couchdbUuid ?? null);
        driftWatch?.connectionChanged();
        emitter.emit('connection.changed', info);
      },
    });
    agreements.useServer(connection.current()?.couchdbUuid ?? null);
    const { leases, leaseBoard, seeLease } = await openLeases({
      directory,
      device,
      actor: operatorName,
      times: options.leaseTimes,
      clock,
      stopwatch,
      uuid,
      onChange: (view) => {
        emitter.emit('lease.changed', connection.current() === null ? null : view);
      },
    });
    const passwords = await openPasswordVerdicts(directory, secrets);
    const memories = createServerMemories({
      directory,
      observer: createObserver(passwords),
      registry,
      clock,
      onProblem: logged('what was seen of the server could not be kept'),
    });
    const { observer } = memories;
    const back = await openCatchUp({
      directory,
      registry,
      clock,
      sweep: () => sweepNow(drift, connection, clock),
      onChange: tells('catchUp.changed'),
      onProblem: problem('what changed meanwhile could not be worked out'),
    });
    catchUp = back;
    back.wrote(earlyWrites);
    let runs = 0;
    const made = createPlanner({
      registry,
      connection,
      sync,
      agreements,
      observer,
      memories,
      catchUp: back,
      passwords,
      leases,
      clock,
      uuid,
      logger: log,
      onRun: () => {
        runs += 1;
        if (runs % 2 === 0) driftWatch?.soon();
      },
      onProgress: tells('plan.progress'),
      onPlan: (planId) => {
        emitter.emit('plan.changed', { planId });
      },
    });
    planner = made;
    const sweeper = createDrift({
      registry,
      connection,
      sync,
      agreements,
      observer,
      passwords,
      memory: await openDriftMemory(directory),
      clock,
      runs: () => runs,
      onChange: tells('drift.changed'),
    });
    drift = sweeper;
    driftWatch = watch ? watchDrift({ drift: sweeper, connection, clock, random }) : null;
    const credentials = createCredentialKeeper({
      registry,
      secrets,
      agreements,
      syncStatus: () => sync.status(),
      clock,
      uuid,
      randomBytes: bytes,
      watch,
      onProblem: problem('looking after the passwords failed'),
    });
    const keyKeeper = createKeyKeeper({
      registry,
      syncStatus: () => sync.status(),
      clock,
      watch,
      onProblem: problem('looking after the API keys failed'),
    });
    const leaks = createLeakDesk({
      registry,
      folder,
      clock,
      onProgress: tells('leaks.progress'),
    });
    const conflicts = createConflicts({
      registry,
      role,
      connection,
      syncStatus: () => sync.status(),
      clock,
      watch,
      onChange: (open) => {
        emitter.emit('conflicts.changed', { open });
      },
      onProblem: problem('merging conflicts failed'),
    });
    const wrongAnswers = await openWrongAnswers(directory, clock);
    const newProof = () =>
      createCallerProof({
        secrets,
        registry,
        connection,
        device,
        override: serverOverride,
        clock,
        wrongAnswers,
      });
    const opened = openConsoleLog({
      registry,
      secrets,
      connection,
      sync,
      clock,
      random,
      logger: log,
      onEntries: () => {
        emitter.emit('audit.changed', null);
      },
      onRead: (checked, total) => {
        emitter.emit('audit.progress', { checked, total });
      },
    });
    auditLog = opened;
    const preferences = await openPreferences(directory);
    const workplace = createWorkplace(registry, preferences);
    const links = createLinkDesk(tells('link.waiting'));
    const services: Services = {
      log: opened.service,
      directory,
      version: options.version,
      operatorName,
      role,
      device,
      registry,
      secrets,
      preferences,
      tenants: createTenantIndex(),
      workplace,
      links,
      memories,
      bulk: createTenantBulk({
        registry,
        secrets,
        uuid,
        randomBytes: bytes,
        activeId: workplace.activeId,
        onProgress: tells('tenants.progress'),
      }),
      keys: createKeyIndex(),
      agreements,
      connection,
      credentials,
      keyKeeper,
      leaks,
      conflicts,
      sync,
      planner: made,
      drift: sweeper,
      catchUp: back,
      leaseBoard,
      appliesAs: options.appliesAs ?? 'apply',
      clipboard,
      folder,
      mail,
      clock,
      uuid,
      randomBytes: bytes,
    };

    seeLease(registry.snapshot().lease);
    const forgetRegistry = followChanges({
      registry,
      emitter,
      seeLease,
      planner: made,
      catchUp: back,
      memories,
      credentials,
      keyKeeper,
      conflicts: conflicts.keeper,
    });
    const forgetVault = secrets.onStatus((status) => {
      emitter.emit('vault.changed', status);
      if (status.state === 'open' && watch) void connection.resume();
      driftWatch?.connectionChanged();
    });
    driftWatch?.connectionChanged();
    const saved = connection.current();
    if (saved !== null) {
      await sync.recall(saved.couchdbUuid);
      if (watch) void connection.resume();
    }

    let closing: Promise<void> | null = null;
    async function shutDown(): Promise<void> {
      endWarmUp?.();
      forgetRegistry();
      forgetVault();
      leaseBoard.close();
      await Promise.all([sweeper.close(), driftWatch?.close()]);
      await made.close();
      await memories.flush();
      await credentials.close();
      await keyKeeper.close();
      leaks.cancel();
      await conflicts.keeper.close();
      await connection.close();
      // After everything that tells it something; what it hears later it does not write.
      await back.close();
      await opened.close();
      await agreements.keepListed().catch(logged('the next start will take longer'));
      await registry.close();
      emitter.clear();
    }
    const endWarmUp = watch
      ? warmUp(services, emitter, logged('making ready for the list failed'))
      : null;
    const newCaller = callsFor(services, newProof);
    return {
      api: newCaller(),
      newCaller,
      events: emitter,
      role,
      directory,
      notices: () => preferences.values().notices,
      openLink: links.open,
      online: sync.online,
      close: () => {
        closing ??= shutDown();
        return closing;
      },
    };
  } catch (error) {
    await registry.close();
    throw error;
  }
}
