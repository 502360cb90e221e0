import type { Blueprint } from '../documents/blueprint.ts';
import type { User } from '../documents/user.ts';
import { readAddress } from '../people/email-address.ts';
import { personOfAddress } from '../people/find-person.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import type { Command } from './command.ts';
import type { CredentialInputs } from './credential-input.ts';
import { checkKey } from './key-check.ts';
import { newTenantDocuments, requireBlueprint, requireFreshId } from './new-tenant.ts';
import { takenNames } from './taken-names.ts';
import { tenantTextProblem } from './tenant-text.ts';

/** One line of the file, as far as it could be read. */
export type ImportRow =
  | {
      readonly line: number;
      readonly key: string;
      readonly name: string;
      /** Address of whoever is to own it; left out: nobody yet. */
      readonly owner?: string;
    }
  /** A line that is no row: wrong column count, an open quote, … */
  | { readonly line: number; readonly unreadable: string };

/** A line that keeps the whole file from being imported. Line numbers from 1, the header being line 1. */
export interface ImportProblem {
  readonly line: number;
  readonly message: string;
}

/** A row with what the caller made for it. */
export interface ImportedTenant {
  readonly line: number;
  readonly key: string;
  readonly name: string;
  readonly owner?: string;
  readonly tenantId: string;
  readonly credentials: CredentialInputs;
}

export interface ImportResult {
  readonly created: number;
  readonly tenantIds: readonly string[];
  readonly problems: readonly ImportProblem[];
}

/** Every problem of the rows, in the order of the file; empty when all can be imported. */
export function importProblems(
  snapshot: RegistrySnapshot,
  rows: readonly ImportRow[],
  blueprint: Blueprint,
): readonly ImportProblem[] {
  const taken = takenNames(snapshot);
  const firstLines = new Map<string, number>();
  const problems: ImportProblem[] = [];
  for (const row of rows) {
    if ('unreadable' in row) {
      problems.push({ line: row.line, message: row.unreadable });
      continue;
    }
    const ownerEmail = row.owner ?? null;
    const text =
      tenantTextProblem({ name: row.name, description: '', ownerEmail }) ??
      removedProblem(snapshot, ownerEmail);
    if (text !== null) problems.push({ line: row.line, message: text });
    const earlier = firstLines.get(row.key);
    if (earlier !== undefined) {
      problems.push({
        line: row.line,
        message: `The key ${row.key} stands in line ${String(earlier)} already.`,
      });
      continue;
    }
    firstLines.set(row.key, row.line);
    const refusal = checkKey(row.key, blueprint, taken);
    if (refusal === null) taken.take(row.key, blueprint);
    else problems.push({ line: row.line, message: refusal.message });
  }
  return problems;
}

function removedProblem(
  { users }: Pick<RegistrySnapshot, 'users'>,
  ownerEmail: string | null,
): string | null {
  const { address } = readAddress(ownerEmail ?? '');
  const person = address === null ? undefined : personOfAddress(users, address);
  return person === undefined || person.deletedAt === null
    ? null
    : `${person.email} was removed everywhere. Bring them back first: People, filter “Removed”.`;
}

/**
 * Creates all tenants of a file, or none where any line has a problem. Check with `importProblems`
 * first, before making credentials; it is asked again here, against the state of the moment of writing.
 */
export function importTenants(input: {
  readonly tenants: readonly ImportedTenant[];
  /** `blueprint_…` */
  readonly blueprint: string;
}): Command<ImportResult> {
  return (snapshot, context) => {
    const blueprint = requireBlueprint(snapshot, input.blueprint);
    const problems = importProblems(snapshot, input.tenants, blueprint);
    if (problems.length > 0) {
      return { documents: [], audit: [], result: { created: 0, tenantIds: [], problems } };
    }
    const people = new Map<string, User>();
    const made = input.tenants.map((row) => {
      requireFreshId(snapshot, row.tenantId);
      return newTenantDocuments(
        { ...row, name: row.name.trim(), description: '', ownerEmail: row.owner ?? null },
        { snapshot, blueprint, context, how: 'import', made: people },
      );
    });
    return {
      documents: made.flatMap(({ documents }) => documents),
      audit: made.map(({ audit }) => audit),
      result: {
        created: made.length,
        tenantIds: input.tenants.map(({ tenantId }) => tenantId),
        problems: [],
      },
    };
  };
}
