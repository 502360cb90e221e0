import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { DriftReport } from '../../../src/shared/bridge/drift-views.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { pause, type World } from './world.ts';

function reportOf(world: World, sweeping = false): DriftReport {
  return {
    sweptAt: world.sweptAt,
    sweeping,
    findings: world.findings,
    unverified: world.scenario.unverified,
    pending: world.tenants.filter(({ provisioning }) => provisioning === 'waiting').length,
    databases: world.tenants.length * 3,
    requests: 4 + Math.ceil(world.tenants.length / 100),
    milliseconds: 38 + world.tenants.length,
    problem:
      world.sync.state === 'offline'
        ? {
            code: 'server-refused',
            message: 'https://couch.example.org:6984 does not answer.',
            remedy: '',
            details: {},
          }
        : null,
  };
}

/** What the fake's operator finds changed by hand. */
export function fakeDrift(world: World): ConsoleApi['drift'] {
  return {
    current: () => Promise.resolve(reportOf(world)),
    sweep: async () => {
      world.emit('drift.changed', reportOf(world, true));
      await pause(world.scenario.pace * 60);
      if (world.sync.state !== 'offline') world.sweptAt = world.now().toISOString();
      world.emit('drift.changed', reportOf(world));
      return reportOf(world);
    },
    adopt: ({ findingIds }) => {
      const adopted = world.findings.filter(({ id }) => findingIds.includes(id));
      const refused = adopted.find(({ adoptable }) => !adoptable);
      if (refused !== undefined)
        throw new ConsoleError('not-allowed-in-state', `${refused.subject} cannot be adopted.`);
      world.findings = world.findings.filter(({ id }) => !findingIds.includes(id));
      world.tenants = world.tenants.map((tenant) => {
        const own = adopted.filter(({ tenantId }) => tenantId === tenant.id);
        return own.length === 0
          ? tenant
          : {
              ...tenant,
              overrides: own.map(({ subject, detail }) => ({
                database: subject.split('/')[0] ?? subject,
                adds: [detail],
                adoptedAt: world.now().toISOString(),
                adoptedBy: 'ada',
              })),
            };
      });
      world.emit('drift.changed', reportOf(world));
      return Promise.resolve(reportOf(world));
    },
    dropOverride: ({ tenantId, database }) => {
      world.tenants = world.tenants.map((tenant) =>
        tenant.id === tenantId
          ? {
              ...tenant,
              provisioning: 'waiting',
              overrides: tenant.overrides.filter((override) => override.database !== database),
            }
          : tenant,
      );
      world.emit('registry.changed', { revision: (world.counter += 1) });
      return Promise.resolve(null);
    },
  };
}
