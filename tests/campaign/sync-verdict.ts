import type { AccessField, Operation, Said, TextField } from './sync-model.ts';

/** What one tenant is in the end, as every device shows it, and what its conflict keeps beside. */
export interface FinalTenant {
  readonly text: Readonly<Record<TextField, string>>;
  readonly withdrawn: Readonly<Record<AccessField, boolean>>;
  readonly generation: number;
  readonly epoch: number;
  /** Everything that live leaves of its document say, as text. */
  readonly leaves: readonly string[];
  /** Places where a person is asked, as JSON pointers; null where there is no conflict. */
  readonly asks: readonly string[] | null;
  readonly rotatedAt: string | null;
}

export interface Finals {
  readonly tenants: ReadonlyMap<string, FinalTenant>;
  readonly keys: ReadonlySet<string>;
  readonly revokedKeys: ReadonlySet<string>;
}

type Of<Kind extends Said['kind']> = Extract<Said, { readonly kind: Kind }>;
interface Saying<Kind extends Said['kind']> {
  readonly operation: Operation;
  readonly said: Of<Kind>;
}

export interface Problem {
  readonly tenantId: string | null;
  readonly wrong: string;
}

/** Names everything that an acknowledged operation promised and that is not so. */
export function verdict(operations: readonly Operation[], finals: Finals): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (tenantId: string | null, ...all: readonly string[]) => {
    problems.push(...all.map((wrong) => ({ tenantId, wrong })));
  };
  const ids = new Set(operations.map(({ tenantId }) => tenantId));
  for (const id of ids) {
    const own = operations.filter(({ tenantId }) => tenantId === id);
    const found = finals.tenants.get(id);
    if (found === undefined) {
      if (own.some(({ mayBeGone }) => !mayBeGone)) add(id, `the tenant ${id} is lost`);
      continue;
    }
    add(
      id,
      ...textProblems(saying(own, 'text'), found),
      ...accessProblems(saying(own, 'access'), found),
      ...counterProblems(saying(own, 'counters'), found),
      ...rotationProblems(saying(own, 'rotation'), found),
    );
  }
  for (const [id] of finals.tenants) if (!ids.has(id)) add(id, `nobody made the tenant ${id}`);
  for (const { operation, said } of saying(operations, 'key')) {
    if (operation.mayBeGone) continue;
    if (!finals.keys.has(said.keyId)) add(null, `${name(operation)}: the key is lost`);
    if (said.revoked && !finals.revokedKeys.has(said.keyId)) {
      add(null, `${name(operation)}: the key is not revoked`);
    }
  }
  return problems;
}

/** A value that was said is there, stands in a conflict, or was overwritten by somebody who saw it. */
function textProblems(all: readonly Saying<'text'>[], found: FinalTenant): readonly string[] {
  return all.flatMap((one) => {
    const { operation, said } = one;
    const { field, value } = said;
    if (operation.mayBeGone || value === '' || found.text[field] === value) return [];
    const kept = found.leaves.some((leaf) => leaf.includes(JSON.stringify(value)));
    if (kept && found.asks !== null) {
      // What only one side changed waits with the rest of the document; what both did is asked.
      const apart = all.some(
        (other) =>
          other.said.field === field &&
          other.said.value !== '' &&
          other.said.value === found.text[field] &&
          !saw(all, other, value) &&
          !saw(all, one, other.said.value),
      );
      // Somebody chose one of them over the other; that waits with the rest too.
      const chose = (taken: string, over: string) =>
        all.some(
          (later) =>
            later.said.field === field && later.said.value === taken && saw(all, later, over),
        );
      const chosen = chose(value, found.text[field]) || chose(found.text[field], value);
      const asked = found.asks.some((path) => coversField(path, field));
      return asked || chosen || !apart
        ? []
        : [`${name(operation)}: ${value} and ${found.text[field]} are not asked`];
    }
    const over = all.some(
      (later) =>
        later.said.field === field &&
        (saw(all, later, value) || (later.operation.online && knew(later, one))),
    );
    return over ? [] : [`${name(operation)}: ${value} is lost, ${field} is ${found.text[field]}`];
  });
}

/** Whether an edit was made over a value, or over one that was made over it, and so on. */
function saw(all: readonly Saying<'text'>[], { operation, said }: Saying<'text'>, value: string) {
  const { field } = said;
  const seen = new Set<string>(said.over);
  for (const shown of seen) {
    for (const before of all) {
      if (before.said.field !== field || before.said.value !== shown) continue;
      if (!operation.known.has(before.operation.number)) continue;
      for (const further of before.said.over) seen.add(further);
    }
  }
  return seen.has(value);
}

interface Made {
  readonly operation: Operation;
}

const knew = (later: Made, before: Made): boolean =>
  later.operation.known.has(before.operation.number);

const pointers: Readonly<Record<TextField, string>> = {
  name: '/name',
  description: '/description',
  ownerEmail: '/owner_email',
  'configuration/a': '/configuration/a',
  'configuration/b': '/configuration/b',
};

function coversField(path: string, field: TextField): boolean {
  const pointer = pointers[field];
  return path === '' || pointer === path || pointer.startsWith(`${path}/`);
}

const accessPointers: Readonly<Record<AccessField, string>> = {
  enabled: '/enabled',
  archived: '/archivedAt',
  deleted: '/deletedAt',
  readOnly: '/readOnly',
  overQuota: '/overQuota',
};

/**
 * A withdrawal holds until somebody who knew of it gives back; what was given back certainly knowing every
 * withdrawal is given, or a person is asked.
 */
function accessProblems(all: readonly Saying<'access'>[], found: FinalTenant): readonly string[] {
  return all.flatMap((one) => {
    const { operation, said } = one;
    const { field } = said;
    const same = all.filter((other) => other.said.field === field);
    const is = found.withdrawn[field];
    if (operation.mayBeGone || said.withdrawn === is) return [];
    if (said.withdrawn) {
      const given = same.some((other) => !other.said.withdrawn && knew(other, one));
      return given ? [] : [`${name(operation)}: ${field} is given though nobody gave it back`];
    }
    const withdrawals = same.filter((other) => other.said.withdrawn);
    const last = withdrawals.every(
      (other) => operation.certain.has(other.operation.number) && !knew(other, one),
    );
    if (!last || found.asks?.includes(accessPointers[field]) === true) return [];
    return [`${name(operation)}: ${field} is withdrawn and nobody is asked`];
  });
}

function counterProblems(all: readonly Saying<'counters'>[], found: FinalTenant) {
  return all.flatMap(({ operation, said }) => {
    if (operation.mayBeGone) return [];
    const { generation, epoch } = said;
    const fell = found.generation < generation || found.epoch < epoch;
    return fell
      ? [
          `${name(operation)}: generation ${generation} and epoch ${epoch} became ` +
            `${found.generation} and ${found.epoch}`,
        ]
      : [];
  });
}

/** The last rotation counts, by the rule; it must be one that was made. */
function rotationProblems(all: readonly Saying<'rotation'>[], found: FinalTenant) {
  const certain = all.filter(({ operation }) => !operation.mayBeGone);
  const made = all.some(({ said }) => said.rotatedAt === found.rotatedAt);
  if (made || (found.rotatedAt === null && certain.length === 0)) return [];
  return [`the rotations of ${String(all.length)} operations became ${String(found.rotatedAt)}`];
}

function saying<Kind extends Said['kind']>(
  operations: readonly Operation[],
  kind: Kind,
): readonly Saying<Kind>[] {
  const is = (said: Said): said is Of<Kind> => said.kind === kind;
  return operations.flatMap((operation) =>
    operation.said.filter(is).map((said) => ({ operation, said })),
  );
}

const name = ({ number, device, what }: Operation): string => `${number} ${what} on ${device}`;
