import { guardId } from '../../src/shared/planning/guard.ts';
import {
  adminOnly,
  type SimulatedServer,
  withDatabase,
  withUser,
  withoutDatabase,
  withoutUser,
} from './simulated-server.ts';

export const databaseDamages = [
  'publish',
  'lose-marker',
  'break-marker',
  'open-to-staff',
  'drop-database',
  'drop-designs',
  'edit-designs',
  'drop-indexes',
  'edit-indexes',
  'edit-limit',
  'add-document',
  'make-by-hand',
  'leave-empty',
] as const;

/** What people with a server administrator's rights and interrupted runs do to a database. */
export function damageDatabase(
  server: SimulatedServer,
  how: (typeof databaseDamages)[number],
  name: string,
): SimulatedServer {
  const found = server.databases.get(name);
  if (how === 'make-by-hand' || how === 'leave-empty') {
    const unmanaged = how === 'make-by-hand';
    return found === undefined
      ? withDatabase(server, name, {
          documents: unmanaged ? 1 : 0,
          security: adminOnly,
          designs: new Map(),
          indexes: new Map(),
          revsLimit: 1000,
          unmanaged,
        })
      : server;
  }
  if (found === undefined) return server;
  const { mycouch, ...unmarked } = found.security;
  const nobody = { names: [], roles: [] };
  switch (how) {
    case 'publish':
      return withDatabase(server, name, {
        ...found,
        security: { admins: nobody, members: nobody, markerBroken: false, otherKeys: [] },
      });
    case 'lose-marker':
      return withDatabase(server, name, { ...found, security: unmarked });
    case 'break-marker':
      return withDatabase(server, name, {
        ...found,
        security: { ...unmarked, markerBroken: true },
      });
    case 'open-to-staff':
      return withDatabase(server, name, {
        ...found,
        security: {
          ...unmarked,
          ...(mycouch === undefined ? {} : { mycouch }),
          members: { names: [], roles: ['staff'] },
        },
      });
    case 'drop-database':
      return withoutDatabase(server, name);
    case 'drop-designs':
      return withDatabase(server, name, { ...found, designs: new Map() });
    case 'edit-designs':
      return withDatabase(server, name, {
        ...found,
        designs: new Map(
          [...found.designs].map(([id, design]) => [
            id,
            // Whoever edits the guard leaves its version; of another design it may be gone.
            {
              ...design,
              rev: `${design.rev}-by-hand`,
              digest: 'by hand',
              version: id === guardId ? design.version : null,
            },
          ]),
        ),
      });
    case 'drop-indexes':
      return withDatabase(server, name, { ...found, indexes: new Map() });
    case 'edit-indexes':
      return withDatabase(server, name, {
        ...found,
        indexes: new Map(
          [...found.indexes].map(([id, index]) => [id, { ...index, digest: 'by hand' }]),
        ),
      });
    case 'edit-limit':
      return withDatabase(server, name, { ...found, revsLimit: 7 });
    case 'add-document':
      return withDatabase(server, name, { ...found, documents: found.documents + 1 });
  }
}

export const userDamages = ['drop-user', 'edit-roles', 'make-user', 'replace-password'] as const;

export function damageUser(
  server: SimulatedServer,
  how: (typeof userDamages)[number],
  name: string,
): SimulatedServer {
  const found = server.users.get(name);
  if (how === 'make-user') {
    return found === undefined
      ? withUser(server, name, {
          username: name,
          roles: ['staff'],
          marker: null,
          derivedKey: 'by hand',
          credential: 'unknown',
          unmanaged: true,
        })
      : server;
  }
  if (found === undefined) return server;
  switch (how) {
    case 'edit-roles':
      return withUser(server, name, { ...found, roles: ['staff'] });
    case 'replace-password':
      return withUser(server, name, {
        ...found,
        derivedKey: 'by hand',
        // Of a user that is not ours nobody could tell.
        credential: found.marker === null ? 'unknown' : 'replaced',
      });
    case 'drop-user':
      return withoutUser(server, name);
  }
}
