import type { ServerRow } from '../shared/bridge/server-views.ts';
import { table } from './table.ts';

/** The known servers for a person; the connected one has a star. */
export function serversText(servers: readonly ServerRow[]): string {
  if (servers.length === 0) return 'No servers. `mycouch server add URL` adds one.\n';
  return table(
    ['', 'NAME', 'ADDRESS', 'COUCHDB', 'MARKS', 'AGENT APPLIES', 'TENANTS', 'DATABASES', 'ID'],
    servers.map((server) => [
      server.current ? '*' : '',
      server.name,
      server.url,
      server.version,
      marksText(server),
      server.agentApplies,
      server.tenants === null ? '?' : String(server.tenants),
      server.databases === null ? '?' : String(server.databases),
      server.serverId,
    ]),
  );
}

/** The marks of a server in words; a dash where it has none. */
export function marksText(
  server: Pick<ServerRow, 'practice' | 'production' | 'readOnly' | 'mayApply'>,
): string {
  const words = [
    ...(server.practice ? ['practice'] : []),
    ...(server.production ? ['production'] : []),
    ...(server.readOnly ? ['read-only'] : []),
    ...(server.mayApply ? [] : ['no administrator here']),
  ];
  return words.length === 0 ? '-' : words.join(', ');
}
