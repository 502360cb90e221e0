import { shellQuoted } from '../shell-quoted.ts';

export const probeGroups = ['own', 'shared', 'people', 'others', 'server'] as const;
export type ProbeGroup = (typeof probeGroups)[number];

/** A request that only reads, and what should come of it. */
export interface Probe {
  /** Unique in a trial: the group and the subject. */
  readonly id: string;
  readonly group: ProbeGroup;
  /** What is asked for: a database, or a table. */
  readonly subject: string;
  /** At the gateway, encoded, from `/` on. */
  readonly path: string;
  readonly expected: 'reached' | 'refused';
  /** Whether the token may write there, by its claims; nothing is written to find out. Null: it does not apply. */
  readonly mayWrite: boolean | null;
}

export type ProbeOutcome = 'reached' | 'refused' | 'failed';
/** `leak`: it was reached and must not be; `missing`: it should be reached and is not. */
export type ProbeVerdict = 'right' | 'leak' | 'missing' | 'unknown';

/** As many requests as one trial makes at most. */
export const probeLimit = 60;

/** What the probes are made of. */
export interface ProbeScene {
  readonly access: 'read' | 'write';
  /** As the blueprint names them; null: all. */
  readonly databases: readonly string[] | null;
  /** The token's tenant; null: the registry does not know it. */
  readonly tenant: {
    readonly readOnly: boolean;
    /** Of the blueprint: what it calls each database, and its name on the server. */
    readonly databases: readonly { readonly name: string; readonly database: string }[];
  } | null;
  /** A database of another tenant, which must not be reached; null: there is no other tenant. */
  readonly foreign: string | null;
  /** What the gateway lists for this token; null: it did not say. */
  readonly listed: readonly string[] | null;
  /** Whether a listed database belongs to another tenant. */
  readonly isForeign: (database: string) => boolean;
  /** The console's own database, which must not be reached. */
  readonly registry: string;
}

/** Everything that is asked for with a token, its own first. */
export function probesFor(scene: ProbeScene): readonly Probe[] {
  const writes = scene.access === 'write' && scene.tenant?.readOnly !== true;
  const own = scene.tenant?.databases ?? [];
  const names = new Set(own.map(({ database }) => database));
  const probes = own.map(({ name, database }) => {
    const within = scene.databases === null || scene.databases.includes(name);
    return databaseProbe('own', database, within, within && writes);
  });
  for (const database of scene.listed ?? []) {
    if (names.has(database)) continue;
    const foreign = scene.isForeign(database) || database === scene.registry;
    probes.push(
      databaseProbe(foreign ? 'others' : 'shared', database, !foreign, foreign ? null : writes),
    );
  }
  for (const table of ['__tenants', '__users']) {
    probes.push(probe('people', table, `/${table}`, 'refused', null));
  }
  const seen = new Set(probes.map(({ subject }) => subject));
  if (scene.foreign !== null && !seen.has(scene.foreign)) {
    probes.push(databaseProbe('others', scene.foreign, false, null));
  }
  if (!seen.has(scene.registry)) probes.push(databaseProbe('server', scene.registry, false, null));
  probes.push(databaseProbe('server', '_users', false, null));
  return probes.slice(0, probeLimit);
}

/** What an answer comes to. */
export function outcomeOf(status: number | null): ProbeOutcome {
  if (status === 200) return 'reached';
  return status === 401 || status === 403 || status === 404 || status === 405
    ? 'refused'
    : 'failed';
}

export function verdictOf(
  { expected }: Pick<Probe, 'expected'>,
  outcome: ProbeOutcome,
): ProbeVerdict {
  if (outcome === 'failed') return 'unknown';
  if (outcome === expected) return 'right';
  return outcome === 'reached' ? 'leak' : 'missing';
}

/** A probe as a command for a POSIX shell; the token comes from the environment. */
export function probeCurl(gateway: string, { path }: Pick<Probe, 'path'>): string {
  return `curl --globoff --path-as-is -H "Authorization: Bearer $TOKEN" ${shellQuoted(gateway + path)}`;
}

/** The exchange as such a command; the key comes from the environment. */
export function exchangeCurl(gateway: string): string {
  return `curl --globoff -X POST -H "Authorization: Bearer $API_KEY" ${shellQuoted(`${gateway}/auth/token`)}`;
}

function databaseProbe(
  group: ProbeGroup,
  database: string,
  reached: boolean,
  mayWrite: boolean | null,
): Probe {
  const path = `/${encodeURIComponent(database)}`;
  return probe(group, database, path, reached ? 'reached' : 'refused', mayWrite);
}

function probe(
  group: ProbeGroup,
  subject: string,
  path: string,
  expected: Probe['expected'],
  mayWrite: boolean | null,
): Probe {
  return { id: `${group} ${subject}`, group, subject, path, expected, mayWrite };
}
