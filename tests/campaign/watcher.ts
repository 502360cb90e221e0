import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { CouchDbAddress } from '../support/couchdb-address.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { consoleDatabases } from '../support/empty-server.ts';
import type { Remains } from '../support/pollute.ts';

/** Looks at every managed database without pause, as a stranger and as administrator. */
export interface Watcher {
  /** What is on the server beside, and nobody's. */
  readonly remains: Remains;
  /** What is done to this database by hand from now on is not the console's doing. */
  readonly excuse: (database: string, what: 'public' | 'marker') => void;
  /** From now on it is again. */
  readonly endExcuses: () => void;
  /** The tenant's access was withdrawn for good at this generation: it must never be active again. */
  readonly withdrawn: (tenantId: string) => void;
  readonly looks: () => number;
  /** Looks away while the server is stopped on purpose. */
  readonly whileAway: (act: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const markerSchema = z.object({
  tenant: z.string(),
  generation: z.number(),
  state: z.string(),
});
const principals = z
  .object({ names: z.array(z.string()).default([]), roles: z.array(z.string()).default([]) })
  .default({ names: [], roles: [] });
const securitySchema = z.looseObject({ members: principals });

/** Milliseconds between two looks, so that the watcher does not take the machine for itself. */
const breath = 15;

export function startWatcher(
  server: CouchDbAddress,
  remains: Remains,
  violated: (what: string) => void,
): Watcher {
  const admin = rawClient(server, server);
  const anonymous = rawClient(server, null);
  const highest = new Map<string, number>();
  const excusedPublic = new Set<string>();
  const excusedMarker = new Set<string>();
  const withdrawnTenants = new Set<string>();
  let looks = 0;
  /** Changed from outside while it looks. */
  const state = { away: false };
  let look = Promise.resolve();
  const control = new AbortController();

  async function lookAt(name: string): Promise<void> {
    const path = `/${encodeURIComponent(name)}`;
    const [stranger, { status, body }] = await Promise.all([
      anonymous('GET', `${path}/_all_docs?limit=1`),
      admin('GET', `${path}/_security`),
    ]);
    looks += 1;
    if (stranger.status === 200 && !excusedPublic.has(name)) {
      violated(`${name} was public: a stranger could read it`);
    }
    if (status !== 200) return;
    const { members, ...rest } = securitySchema.parse(body);
    if (members.names.length + members.roles.length === 0 && !excusedPublic.has(name)) {
      violated(`${name} had an empty members list`);
    }
    const marker = markerSchema.safeParse(rest['mycouch']);
    const known = highest.get(name);
    if (excusedMarker.has(name)) return;
    if (!marker.success) {
      // Without members of a tenant it may just have been made anew.
      const isNew = members.roles.length === 1 && members.roles[0] === '_admin';
      if (known !== undefined && !isNew) violated(`${name} lost its marker`);
      return;
    }
    const { generation, tenant, state } = marker.data;
    if (known !== undefined && generation < known) {
      violated(`${name} went from generation ${known} back to ${generation}`);
    }
    if (state === 'active' && withdrawnTenants.has(tenant)) {
      violated(`${name} was given back its access (generation ${generation})`);
    }
    highest.set(name, Math.max(known ?? 0, generation));
  }

  async function lookAtAll(): Promise<void> {
    try {
      const names = await consoleDatabases(server);
      const managed = names.filter((name) => !remains.databases.includes(name));
      for (const name of managed) await lookAt(name);
    } catch (error) {
      violated(`the watcher could not look: ${String(error)}`);
    }
  }

  const ended = (async () => {
    while (!control.signal.aborted) {
      if (!state.away) {
        look = lookAtAll();
        await look;
      }
      await pause(breath);
    }
  })();

  return {
    remains,
    excuse: (database, what) => {
      (what === 'public' ? excusedPublic : excusedMarker).add(database);
    },
    endExcuses: () => {
      excusedPublic.clear();
      excusedMarker.clear();
    },
    withdrawn: (tenantId) => {
      withdrawnTenants.add(tenantId);
    },
    looks: () => looks,
    whileAway: async (act) => {
      state.away = true;
      await look;
      await act();
      state.away = false;
    },
    stop: async () => {
      control.abort();
      await ended;
    },
  };
}
