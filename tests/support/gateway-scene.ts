import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from '../../src/couch/create-transport.ts';
import type { GatewayRegistry } from '../../src/gateway/registry/gateway-registry.ts';
import {
  openGatewayRegistry,
  type RegistryTimes,
} from '../../src/gateway/registry/open-registry.ts';
import { systemClock } from '../../src/gateway/system-clock.ts';
import { logGuard } from '../../src/shared/log/log-guard.ts';
import { logDatabase, operatorRole, registryDatabase } from '../../src/shared/naming.ts';
import type { CouchDbAddress } from './couchdb-address.ts';
import { rawClient, type RawClient } from './couchdb-client.ts';

/** A gateway's account on a server whose registry and log are made anew, as a console makes them. */
export interface GatewayScene {
  readonly admin: RawClient;
  readonly directory: string;
  /** Opens a registry; with the same directory it is the same gateway again. */
  readonly open: (
    times?: Partial<RegistryTimes>,
    directory?: string,
  ) => Promise<{ readonly registry: GatewayRegistry; readonly close: () => Promise<void> }>;
  readonly makeDatabases: () => Promise<void>;
  readonly problems: readonly unknown[];
  readonly end: () => Promise<void>;
}

export async function gatewayScene(server: CouchDbAddress): Promise<GatewayScene> {
  const admin = rawClient(server, server);
  const directory = await mkdtemp(join(tmpdir(), 'mycouch-gateway-'));
  const account = { username: 'gateway-account', password: randomUUID() };
  const problems: unknown[] = [];
  const user = `/_users/org.couchdb.user:${account.username}`;
  const before = await admin('GET', user);
  await admin('PUT', user, {
    ...(typeof before.body === 'object' && before.body !== null && '_rev' in before.body
      ? { _rev: before.body._rev }
      : {}),
    name: account.username,
    password: account.password,
    type: 'user',
    roles: [operatorRole],
  });

  async function makeDatabases(): Promise<void> {
    for (const name of [registryDatabase, logDatabase]) {
      await admin('DELETE', `/${name}`);
      await admin('PUT', `/${name}?q=2`);
      await admin('PUT', `/${name}/_security`, {
        admins: { names: [], roles: ['_admin'] },
        members: { names: [], roles: [operatorRole] },
      });
    }
    await admin('PUT', `/${logDatabase}/${logGuard._id}`, logGuard);
  }

  await makeDatabases();
  return {
    admin,
    directory,
    makeDatabases,
    problems,
    open: async (times = {}, folder = directory) => {
      const transport = createTransport({
        url: server.url,
        credentials: account,
        clock: systemClock,
        random: Math.random,
      });
      const registry = await openGatewayRegistry({
        transport,
        gateway: 'gw-test',
        directory: folder,
        clock: systemClock,
        random: Math.random,
        uuid: randomUUID,
        times,
        onProblem: (error) => problems.push(error),
      });
      return {
        registry,
        close: async () => {
          await registry.close();
          await transport.close();
        },
      };
    },
    end: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Milliseconds until something holds; throws after the limit. */
export async function until(holds: () => boolean, limit = 10_000): Promise<number> {
  const start = performance.now();
  while (!holds()) {
    if (performance.now() - start > limit) throw new Error('It did not come to hold.');
    await sleep(2);
  }
  return performance.now() - start;
}
