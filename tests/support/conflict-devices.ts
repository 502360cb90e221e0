import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Tenant } from '../../src/shared/documents/tenant.ts';
import type { SyncStatus } from '../../src/shared/sync-status.ts';
import { createConflicts, type Conflicts } from '../../src/main/console/conflicts.ts';
import type { Registry } from '../../src/main/registry/registry.ts';
import type { ReplicationTarget } from '../../src/main/registry/replication.ts';
import { openPreparedRegistry } from './open-test-registry.ts';
import { systemClock } from './registry-samples.ts';
import { temporaryDirectory } from './test-console.ts';

const server = inject('couchdb');
const authorization = `Basic ${Buffer.from(`${server.username}:${server.password}`).toString('base64')}`;

/** One laptop: its registry, and what happens to conflicts on it. */
export interface Device {
  readonly registry: Registry;
  readonly conflicts: Conflicts;
}

let target: ReplicationTarget;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let devices: Device[] = [];

const withAuthorization: typeof globalThis.fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set('authorization', authorization);
  return fetch(input, { ...init, headers });
};

/** A database of its own on the server, and a directory for the laptops. */
export async function startConflicts(): Promise<void> {
  target = { url: `${server.url}/registry-${randomUUID()}`, fetch: withAuthorization };
  await withAuthorization(target.url, { method: 'PUT' });
  directory = await temporaryDirectory('conflicts');
  devices = [];
}

export async function endConflicts(): Promise<void> {
  for (const { conflicts, registry } of devices) {
    await conflicts.keeper.close();
    await registry.close();
  }
  await withAuthorization(target.url, { method: 'DELETE' });
  await directory.remove();
}

/** The database that all of them replicate with, asked directly. */
export function onServer(path: string, method = 'GET'): Promise<Response> {
  return withAuthorization(`${target.url}${path}`, { method });
}

/** Ends a laptop's registry and opens it again, as a restart would. */
export async function restart(one: Device, name: string): Promise<Registry> {
  await one.registry.close();
  const registry = await openPreparedRegistry(join(directory.path, name), name);
  devices = devices.map((other) => (other === one ? { ...one, registry } : other));
  return registry;
}

export async function device(name: string, role: 'owner' | 'viewer' = 'owner'): Promise<Device> {
  const registry = await openPreparedRegistry(join(directory.path, name), name);
  const conflicts = createConflicts({
    registry,
    role,
    connection: { current: () => null },
    syncStatus: () => offline,
    clock: systemClock,
    watch: false,
    onChange: () => undefined,
    onProblem: (error) => {
      throw error;
    },
  });
  const made = { registry, conflicts };
  devices.push(made);
  return made;
}

const offline: SyncStatus = {
  database: 'couch-sitter',
  state: 'offline',
  since: '2026-01-01T00:00:00.000Z',
  waitingOut: null,
  waitingIn: null,
  pushed: 0,
  pulled: 0,
  refusedWrites: 0,
  agreement: null,
  error: null,
  retryAt: null,
  firstSync: null,
};

/** One round both ways for each in turn. */
export async function once(...all: readonly Device[]): Promise<void> {
  for (const { registry } of all) {
    await registry.replicate(target, { live: false, onProgress: () => undefined }).ended;
  }
}

/** Two rounds, after which all have everything. */
export async function meet(...all: readonly Device[]): Promise<void> {
  await once(...all, ...all);
}

export function tenantOf({ registry }: Device, id: string): Tenant {
  const tenant = registry.snapshot().tenants.get(id);
  if (tenant === undefined) throw new Error('no such tenant');
  return tenant;
}

export const open = ({ registry }: Device) => registry.conflicts.all().size;
export const merge = async (...all: readonly Device[]) => {
  for (const { conflicts } of all) await conflicts.keeper.mergeNow();
};
