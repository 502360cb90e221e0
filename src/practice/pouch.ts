import { createRequire } from 'node:module';
import type { JsonObject } from './json.ts';

/** A document as the store returns it. */
export type StoredDocument = JsonObject & { readonly _id: string; readonly _rev: string };

export type Leaf = { readonly ok: StoredDocument } | { readonly missing: string };

export interface ReadOptions {
  readonly rev?: string;
  readonly revs?: boolean;
  readonly revs_info?: boolean;
  readonly conflicts?: boolean;
  readonly attachments?: boolean;
  readonly latest?: boolean;
}

export interface ChangeRow {
  readonly seq: number;
  readonly id: string;
  readonly changes: readonly { readonly rev: string }[];
  readonly deleted?: boolean;
  readonly doc?: JsonObject | null;
}

export interface ChangesOptions {
  readonly since: number;
  readonly limit: number;
  readonly descending?: boolean;
  readonly include_docs?: boolean;
  readonly attachments?: boolean;
  readonly conflicts?: boolean;
  readonly style?: 'main_only' | 'all_docs';
  readonly doc_ids?: readonly string[];
  readonly selector?: JsonObject;
}

export interface AllDocsOptions {
  readonly keys?: readonly string[];
  readonly startkey?: string;
  readonly endkey?: string;
  readonly inclusive_end?: boolean;
  readonly descending?: boolean;
  readonly limit?: number;
  readonly skip?: number;
  readonly include_docs?: boolean;
  readonly conflicts?: boolean;
  readonly attachments?: boolean;
}

export type AllDocsRow =
  | {
      readonly id: string;
      readonly key: string;
      readonly value: { readonly rev: string; readonly deleted?: boolean };
      readonly doc?: JsonObject | null;
    }
  | { readonly key: string; readonly error: string };

export type BulkRow =
  | { readonly ok: true; readonly id: string; readonly rev: string }
  | { readonly error: unknown; readonly id?: string; readonly status?: number };

/** What this server uses of PouchDB, which comes without types. */
export interface PouchDatabase {
  info(): Promise<{ readonly doc_count: number; readonly update_seq: number }>;
  get(id: string, options?: ReadOptions): Promise<StoredDocument>;
  get(
    id: string,
    options: ReadOptions & { readonly open_revs: 'all' | readonly string[] },
  ): Promise<readonly Leaf[]>;
  put(doc: JsonObject): Promise<{ readonly rev: string }>;
  remove(id: string, rev: string): Promise<unknown>;
  bulkDocs(
    docs: readonly JsonObject[],
    options: { readonly new_edits: boolean },
  ): Promise<readonly BulkRow[]>;
  allDocs(
    options: AllDocsOptions,
  ): Promise<{ readonly total_rows: number; readonly rows: readonly AllDocsRow[] }>;
  changes(
    options: ChangesOptions,
  ): Promise<{ readonly results: readonly ChangeRow[]; readonly last_seq: number }>;
  revsDiff(
    wanted: Readonly<Record<string, readonly string[]>>,
  ): Promise<Readonly<Record<string, { readonly missing: readonly string[] }>>>;
  getAttachment(id: string, name: string, options: { readonly rev?: string }): Promise<unknown>;
  compact(): Promise<unknown>;
  close(): Promise<void>;
}

type PouchConstructor = new (folder: string, options: { adapter: 'leveldb' }) => PouchDatabase;

const isConstructor = (value: unknown): value is PouchConstructor => typeof value === 'function';

const loaded: unknown = createRequire(import.meta.url)('pouchdb');

/** Opens (or makes) the LevelDB store in a folder; fails when another process has it open. */
export const openPouch = async (folder: string): Promise<PouchDatabase> => {
  if (!isConstructor(loaded)) throw new Error('the pouchdb package exports no constructor');
  const pouch = new loaded(folder, { adapter: 'leveldb' });
  await pouch.info();
  return pouch;
};

/** The HTTP status of an error that PouchDB raised, or 500. */
export const statusOf = (error: unknown): number =>
  typeof error === 'object' &&
  error !== null &&
  'status' in error &&
  typeof error.status === 'number'
    ? error.status
    : 500;

/** PouchDB's `reason` (for example `deleted` of a 404), else the fallback. */
export const reasonOf = (error: unknown, fallback: string): string =>
  typeof error === 'object' &&
  error !== null &&
  'reason' in error &&
  typeof error.reason === 'string'
    ? error.reason
    : fallback;
