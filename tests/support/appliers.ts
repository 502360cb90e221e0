import fc from 'fast-check';
import { desired } from '../../src/shared/planning/desired.ts';
import { diff } from '../../src/shared/planning/diff.ts';
import type { Operation } from '../../src/shared/planning/plan.ts';
import { emptyRegistry, type Registry, registrySnapshot } from './history-edits.ts';
import {
  type EditEvent,
  editEvent,
  editRegistry,
  happenTo,
  type ServerEvent,
  serverEvent,
  type Watch,
} from './planning-history.ts';
import { attempt, emptyServer, observed, type SimulatedServer } from './simulated-server.ts';

const applier = fc.nat({ max: 2 });

/** What may happen while three consoles apply to one server. */
const event = fc.oneof(
  { weight: 6, arbitrary: editEvent },
  { weight: 4, arbitrary: serverEvent },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('begin' as const),
      applier,
      /** How many edits its registry lacks; only where nothing makes it pull. */
      age: fc.nat({ max: 6 }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      does: fc.constant('go-on' as const),
      applier,
      operations: fc.integer({ min: 1, max: 12 }),
    }),
  },
);
export type ApplierEvent = typeof event extends fc.Arbitrary<infer E> ? E : never;

export const appliersHistory = fc
  .tuple(fc.boolean(), fc.array(event, { maxLength: 40, size: 'max' }))
  .map(([isSettled, history]): readonly ApplierEvent[] =>
    isSettled
      ? [
          { does: 'create', key: 'aa', day: 1 },
          { does: 'create', key: 'bb', day: 2 },
          { does: 'begin', applier: 0, age: 0 },
          { does: 'go-on', applier: 0, operations: 60 },
          ...history,
        ]
      : history,
  );

interface Applier {
  readonly waiting: readonly Operation[];
  readonly done: ReadonlySet<string>;
}

export interface Contest {
  readonly registries: readonly Registry[];
  readonly server: SimulatedServer;
  readonly appliers: readonly Applier[];
  /** Who has the lease. */
  readonly holder: number | null;
  /** Operations that were carried out. */
  readonly steps: number;
  /** Operations that found something else than they were planned for. */
  readonly refused: number;
}

export const newContest: Contest = {
  registries: [emptyRegistry],
  server: emptyServer,
  appliers: [0, 1, 2].map(() => ({ waiting: [], done: new Set<string>() })),
  holder: null,
  steps: 0,
  refused: 0,
};

/**
 * One event. With the lease, whoever begins has pulled up to the newest registry and takes the lease over
 * (its earlier holder was not heard of for long enough), and who finds it lost does nothing more. Without
 * it, anyone begins with whatever registry there is, and goes on whoever else does.
 */
export function contend(
  contest: Contest,
  happening: ApplierEvent,
  lease: boolean,
  watch: Watch,
): Contest {
  switch (happening.does) {
    case 'begin':
      return begin(contest, happening.applier, lease ? 0 : happening.age, lease);
    case 'go-on': {
      if (lease && contest.holder !== happening.applier) return contest;
      return Array.from({ length: happening.operations }).reduce<Contest>(
        (now) => step(now, happening.applier, watch),
        contest,
      );
    }
    default:
      return elsewhere(contest, happening);
  }
}

function elsewhere(contest: Contest, happening: EditEvent | ServerEvent): Contest {
  switch (happening.does) {
    case 'create':
    case 'edit':
    case 'raise-blueprint': {
      const newest = contest.registries.at(-1) ?? emptyRegistry;
      return { ...contest, registries: [...contest.registries, editRegistry(newest, happening)] };
    }
    default:
      return { ...contest, server: happenTo(contest.server, happening) };
  }
}

function begin(contest: Contest, number: number, age: number, lease: boolean): Contest {
  const { registries, server } = contest;
  const registry = registries[Math.max(0, registries.length - 1 - age)] ?? emptyRegistry;
  const spec = desired(registrySnapshot(registry), 'server_x');
  const { operations } = diff(spec, observed(server, spec));
  return {
    ...contest,
    holder: lease ? number : null,
    appliers: contest.appliers.map((one, position) =>
      position === number ? { waiting: operations, done: new Set<string>() } : one,
    ),
  };
}

/** The next operation of an applier: done, refused, or left out since one that it needs is not done. */
function step(contest: Contest, number: number, watch: Watch): Contest {
  const applier = contest.appliers[number];
  const [operation, ...waiting] = applier?.waiting ?? [];
  if (applier === undefined || operation === undefined) return contest;
  const may = operation.after.every((id) => applier.done.has(id));
  const server = may ? attempt(contest.server, operation) : null;
  if (server !== null) watch(contest.server, server, operation.tenantId);
  const done = server === null ? applier.done : new Set(applier.done).add(operation.id);
  return {
    ...contest,
    server: server ?? contest.server,
    steps: contest.steps + (server === null ? 0 : 1),
    refused: contest.refused + (may && server === null ? 1 : 0),
    appliers: contest.appliers.map((one, position) =>
      position === number ? { waiting, done } : one,
    ),
  };
}
