import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { Agent, Pool } from 'undici';
import { createTransport } from '../couch/create-transport.ts';
import { CouchError } from '../couch/errors.ts';
import { getSession } from '../couch/get-session.ts';
import type { Transport } from '../couch/transport.ts';
import type { Clock } from '../shared/clock.ts';
import type { GatewayConfig } from './config.ts';
import { gatewayName } from './gateway-name.ts';
import { createGateway } from './gateway.ts';
import { openGatewayRegistry } from './registry/open-registry.ts';

export interface RunningGateway {
  /** Where it listens. */
  readonly address: string;
  readonly name: string;
  readonly rotate: () => Promise<void>;
  /** Takes nothing new, waits for what is under way, writes what was counted. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a gateway: it listens at once and lets somebody in as soon as it has read the registry. Throws where
 * its data folder cannot be used or its address is taken; a CouchDB that is away is waited for.
 */
export async function startGateway(options: {
  readonly config: GatewayConfig;
  readonly version: string;
  readonly log: Logger;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly uuid: () => string;
}): Promise<RunningGateway> {
  const { version, log, clock, random, uuid } = options;
  const folder = resolve(options.config.dataDirectory);
  const config = { ...options.config, dataDirectory: folder };
  const { address, user, password, connections } = config.couchdb;
  const name = await gatewayName(folder, config.name, uuid);
  const transport = createTransport({
    url: address.url,
    credentials: { username: user, password },
    clock,
    random,
  });
  const upstream = new Pool(address.origin, {
    connections,
    pipelining: 1,
    connect: { timeout: 10_000 },
    keepAliveTimeout: 15_000,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const outside = new Agent({ connections: 4, connect: { timeout: 5_000 } });
  const registry = await openGatewayRegistry({
    transport,
    gateway: name,
    directory: folder,
    clock,
    random,
    uuid,
    onProblem: (error, what) => {
      log.warn({ what, ...problemOf(error) }, 'registry');
    },
  });
  const gateway = await createGateway({
    config,
    name,
    version,
    registry,
    upstream,
    outside,
    log,
    clock,
    uuid,
  });
  void registry.ready().then(
    () => {
      log.info('registry read');
    },
    () => undefined,
  );
  void warnOfAdministrator(transport, log);

  const close = async (): Promise<void> => {
    await gateway.close();
    await registry.close();
    await transport.close();
    await upstream.destroy();
    await outside.destroy();
  };
  try {
    return { address: await gateway.listen(), name, rotate: gateway.rotate, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function problemOf(error: unknown): object {
  if (error instanceof CouchError) {
    const { method, path, status } = error.failure;
    return { code: error.code, method, path, status };
  }
  return { kind: error instanceof Error ? error.name : typeof error };
}

/** An account that may do everything is more than a gateway needs; whoever breaks in has it too. */
async function warnOfAdministrator(transport: Transport, log: Logger): Promise<void> {
  try {
    const { roles } = await getSession(transport);
    if (roles.includes('_admin')) {
      log.warn(
        'The gateway’s account is a server administrator. Give it one with the role couch-sitter:operator and nothing more.',
      );
    }
  } catch {
    // The registry tells what keeps it from CouchDB.
  }
}
