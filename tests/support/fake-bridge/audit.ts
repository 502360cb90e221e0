import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { LogCut } from '../../../src/shared/bridge/log-views.ts';
import type { AuditEntry } from '../../../src/shared/documents/audit.ts';
import { entryFacts, entryMatcher } from '../../../src/shared/log/entry-filter.ts';
import type { LogFinding, LogFindingKind } from '../../../src/shared/log/verify-log.ts';
import { ConsoleError } from '../../../src/shared/errors.ts';
import { auditOf, pause, type World } from './world.ts';

const messages: Readonly<Record<LogFindingKind, string>> = {
  altered: 'The entry says something else than what was signed.',
  removed: 'Two entries between the 17th and the 20th are gone.',
  'cut-tail': 'Three entries that desk-of-bea has seen are gone from the end.',
  fork: 'Two different entries are the 31st: the device was restored from a copy.',
  reordered: 'The entry claims a time before the one it follows.',
};

function findingOf(kind: LogFindingKind, index: number): LogFinding {
  return {
    kind,
    deviceId: `device-${String(index % 3)}`,
    deviceName: ['laptop', 'desk-of-bea', 'srv-frankfurt-1'][index % 3] ?? 'laptop',
    seq: 18 + index * 7,
    count: kind === 'removed' ? 2 : kind === 'cut-tail' ? 3 : 1,
    entryIds: [`audit_20261104T09120${String(index)}Z_${'4f'.repeat(32)}`],
    message: messages[kind],
  };
}

const kinds: readonly LogFindingKind[] = ['altered', 'removed', 'cut-tail', 'fork', 'reordered'];

function cutOf({ now }: World, before: string, older: number): LogCut {
  const age = Math.max(0, (now().getTime() - new Date(before).getTime()) / 86_400_000);
  const entries = Math.max(0, older - Math.round(age * 2));
  return { before, entries, kept: older + 300 - entries };
}

/** The log of the fake: a recent part here, `older` more on its server. */
export function fakeAudit(world: World): ConsoleApi['audit'] {
  let older = world.scenario.older;
  const reachable = () => {
    if (world.connection === null) throw new ConsoleError('not-connected', 'There is no server.');
    if (world.sync.state === 'offline')
      throw new ConsoleError('server-refused', 'https://couch.example.org:6984 does not answer.');
  };
  return {
    recent: ({ offset, limit, ...filter }) => {
      const matches = entryMatcher(filter);
      const rows = world.audit.filter((entry) => {
        const facts = entryFacts(entry);
        return facts !== null && matches(facts);
      });
      return Promise.resolve({ rows: rows.slice(offset, offset + limit), total: rows.length });
    },
    facets: () => {
      const facet = (of: (entry: AuditEntry) => string) =>
        [...new Set(world.audit.map(of))].map((value) => ({
          value,
          count: world.audit.filter((entry) => of(entry) === value).length,
        }));
      return Promise.resolve({
        actors: facet(({ actor }) => actor),
        devices: facet(({ device }) => device),
        actions: facet(({ action }) => action),
        resourceTypes: facet(({ resource_type }) => resource_type),
      });
    },
    older: async ({ before, limit }) => {
      await pause(world.scenario.pace * 50);
      reachable();
      const tenant = world.tenants[0];
      const oldest = new Date(world.audit.at(-1)?.createdAt ?? world.now()).getTime();
      const rows =
        tenant === undefined
          ? []
          : Array.from({ length: older }, (_, index) =>
              auditOf(
                index % 3 === 0 ? 'tenant_edited' : 'accounts_rotated',
                tenant,
                900_000 + index,
                new Date(oldest - (index + 1) * 7_200_000).toISOString(),
              ),
            );
      const from = rows.findIndex(({ _id }) => _id === before) + 1;
      const rest = rows.slice(from);
      const page = rest.slice(0, limit);
      return { rows: page, next: rest.length > limit ? (page.at(-1)?._id ?? null) : null };
    },
    verify: async () => {
      await pause(world.scenario.pace * 150);
      const here = world.connection === null || world.sync.state === 'offline';
      const at = world.now().toISOString();
      return {
        verifiedAt: at,
        source: here ? 'device' : 'server',
        entries: here ? world.audit.length : world.audit.length + older,
        devices: ['laptop', 'desk-of-bea', 'srv-frankfurt-1'].map((name, index) => ({
          deviceId: `device-${String(index)}`,
          name,
          entries: 412 - index * 97,
          firstAt: new Date(world.now().getTime() - 9_000_000_000).toISOString(),
          lastAt: new Date(world.now().getTime() - index * 4_000_000).toISOString(),
        })),
        cutEntries: world.scenario.tampered ? 1290 : 0,
        findings: world.scenario.tampered ? kinds.map(findingOf) : [],
        findingCount: world.scenario.tampered ? kinds.length : 0,
        milliseconds: 840,
      };
    },
    previewCut: async ({ before }) => {
      await pause(world.scenario.pace * 30);
      reachable();
      return cutOf(world, before, older);
    },
    cut: async ({ before, confirm }) => {
      if (confirm !== 'cut') throw new ConsoleError('confirmation-needed', 'Type cut to confirm.');
      await pause(world.scenario.pace * 60);
      reachable();
      const cut = cutOf(world, before, older);
      older -= cut.entries;
      return cut;
    },
  };
}
