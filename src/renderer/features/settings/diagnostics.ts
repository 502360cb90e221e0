import type { About, AppState, ConnectionInfo, VaultStatus } from '../../../shared/bridge/views.ts';
import type { SyncStatus } from '../../../shared/sync-status.ts';

export interface Diagnosed {
  readonly app: AppState;
  readonly about: About;
  readonly vault: VaultStatus | undefined;
  readonly connection: ConnectionInfo | null;
  readonly sync: SyncStatus | undefined;
  readonly tenants: number | undefined;
  readonly problems: number | undefined;
}

/**
 * What helps somebody else to help, as lines of text: versions, states and counts. No name of a person,
 * tenant, server or folder, no address and no error's own words stand in it, and secrets even less.
 */
export function diagnosticsText(of: Diagnosed): string {
  const { app, about, vault, connection, sync, tenants, problems } = of;
  const { versions } = about;
  const known = (value: number | undefined) => (value === undefined ? 'not known' : String(value));
  const lines: readonly (readonly [string, string])[] = [
    ['Console', app.version],
    ['System', `${about.platform} ${about.architecture} ${about.release}`],
    ['Electron', versions.electron ?? 'none'],
    ['Chromium', versions.chrome ?? 'none'],
    ['Node', versions.node],
    ['Role', app.operator.role],
    ['Vault', vault === undefined ? 'not known' : `${vault.state}, ${vault.protection ?? 'none'}`],
    ['Vault problem', vault?.problem?.code ?? 'none'],
    [
      'Server',
      connection === null
        ? 'none'
        : [
            `CouchDB ${connection.version}`,
            ...(connection.practice ? ['practice'] : []),
            ...(connection.production ? ['production'] : []),
            ...(connection.readOnly ? ['read-only'] : []),
            ...(connection.mayApply ? ['may apply'] : []),
          ].join(', '),
    ],
    ['Sync', sync === undefined ? 'not known' : `${sync.state} since ${sync.since}`],
    ['Sync error', sync?.error?.code ?? 'none'],
    ['Tenants', known(tenants)],
    ['Registry problems', known(problems)],
  ];
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}
