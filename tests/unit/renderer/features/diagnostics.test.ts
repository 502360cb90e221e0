import { describe, expect, it } from 'vitest';
import { diagnosticsText } from '../../../../src/renderer/features/settings/diagnostics.ts';

const report = {
  code: 'server-wrong-password',
  message: 'SECRET message',
  remedy: 'SECRET remedy',
  details: {},
} as const;

const diagnosed = {
  app: {
    version: '0.1.0',
    theme: 'dark',
    notices: { public: true, applied: true, conflicts: true, sync: true },
    operator: { name: 'SECRET ada', role: 'owner' },
    device: 'SECRET laptop',
    firstRun: false,
  },
  about: {
    directory: '/home/SECRET/data',
    platform: 'linux',
    architecture: 'x64',
    release: '6.12.0',
    versions: { node: '24.0.0', electron: '45.0.0', chrome: '150.0.0' },
  },
  vault: { state: 'locked', protection: 'passphrase', problem: report },
  connection: {
    serverId: 'SECRET',
    name: 'SECRET',
    url: 'https://SECRET.example.org',
    couchdbUuid: 'SECRET',
    version: '3.5.0',
    practice: false,
    mayApply: true,
    production: true,
    readOnly: false,
    operatorAccount: 'SECRET',
  },
  sync: {
    database: 'couch-sitter',
    state: 'error',
    since: '2026-03-01T12:00:00.000Z',
    waitingOut: null,
    waitingIn: null,
    firstSync: null,
    pushed: 0,
    pulled: 0,
    agreement: null,
    refusedWrites: 0,
    error: report,
    retryAt: null,
  },
  tenants: 12,
  problems: undefined,
} as const;

describe('T7: diagnostics to copy', () => {
  it('say what runs and how it stands, and name nobody and nothing', () => {
    const text = diagnosticsText(diagnosed);
    expect(text).not.toContain('SECRET');
    expect(text).toContain('Server: CouchDB 3.5.0, production, may apply\n');
    expect(text).toContain('Sync: error since 2026-03-01T12:00:00.000Z\n');
    expect(text).toContain('Sync error: server-wrong-password\n');
    expect(text).toContain('Tenants: 12\nRegistry problems: not known\n');
  });

  it('do without a server and without a window', () => {
    const { about } = diagnosed;
    const text = diagnosticsText({
      ...diagnosed,
      about: { ...about, versions: { node: '24.0.0', electron: null, chrome: null } },
      connection: null,
      vault: undefined,
      sync: undefined,
    });
    expect(text).toContain('Server: none\n');
    expect(text).toContain('Electron: none\n');
  });
});
