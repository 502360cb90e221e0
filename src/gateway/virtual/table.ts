import type { Json } from '../../shared/json.ts';
import { branchEndingIn, endOf, generationIn, history, idIn, newest, type Line } from './line.ts';

/** Who looks at a table: every one sees documents of their own. */
export interface Person {
  readonly userId: string;
  /** `sub` of their token; actor of what they write. */
  readonly subject: string;
  /** The tenant that their token is for. */
  readonly tenantId: string;
}

/** One document as somebody sees it. */
export interface VirtualDocument {
  /** `user_…`, `tenant_…` */
  readonly id: string;
  /** There for them no more; a replica has to remove it. */
  readonly deleted: boolean;
  /** Without `_id` and `_rev`; of a deleted one nothing. */
  readonly fields: Readonly<Record<string, Json>>;
  readonly line: Line;
}

/** What somebody wants a document to be. */
export interface Edit {
  /** Null: deleted. */
  readonly fields: Readonly<Record<string, Json>> | null;
  /** Revisions of a replica's own that lead to it, the oldest first; none: it was sent by itself. */
  readonly adopt: readonly string[];
  /** How many generations they are. */
  readonly raise: number;
}

/** A table that applications see as a database, made of the registry. */
export interface VirtualTable {
  readonly name: '__users' | '__tenants';
  /** The id that a document has inside, by what it was asked for with. */
  readonly idOf: (person: Person, asked: string) => string;
  /** Null: there is none for them, and never was. Deleted ones are returned. */
  readonly get: (person: Person, id: string) => VirtualDocument | null;
  /** Deleted ones included, by id. */
  readonly all: (person: Person) => readonly VirtualDocument[];
  /** When a document changed last, as `Positions` counts. */
  readonly changedAt: (person: Person, id: string) => number;
  /**
   * Writes; the document's newest revision is the one that was seen. Errors: GatewayError; those of commands
   * (`conflict`: it was changed since).
   */
  readonly write: (person: Person, seen: VirtualDocument, edit: Edit) => Promise<void>;
  /** Makes a document that is not there for them. */
  readonly create: (person: Person, id: string, edit: Edit) => Promise<void>;
  /** Remembers a revision of theirs that was not taken, so that their replicas are rid of it. */
  readonly end: (person: Person, seen: VirtualDocument, rev: string) => Promise<void>;
}

/** A document as it is sent. */
export function asSent(
  document: VirtualDocument,
  { revs }: { readonly revs: boolean },
): Record<string, Json> {
  const { id, line, deleted, fields } = document;
  return {
    _id: id,
    _rev: newest(line),
    ...(deleted ? { _deleted: true } : fields),
    ...(revs ? { _revisions: { start: line.generation, ids: [...history(line)] } } : {}),
  };
}

/** The deletion that a branch of a replica's own ends with, as it is sent; null: `rev` is none. */
export function asEnded(
  { id, line }: VirtualDocument,
  rev: string,
  { revs }: { readonly revs: boolean },
): Record<string, Json> | null {
  const branch = branchEndingIn(line, rev);
  if (branch === null) return null;
  return {
    _id: id,
    _rev: rev,
    _deleted: true,
    ...(revs ? { _revisions: { start: generationIn(rev), ids: [idIn(rev), idIn(branch)] } } : {}),
  };
}

/** Every newest revision that a replica should have: of the line, and of branches that ended. */
export function leavesOf({ line }: VirtualDocument): readonly string[] {
  return [newest(line), ...line.ended.map(endOf)];
}
