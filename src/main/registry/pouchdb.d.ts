/** The part of PouchDB's interface that the registry uses; every answer is unknown until parsed. */
declare module 'pouchdb' {
  interface Replicator extends Promise<unknown> {
    on(event: string, listener: (value: unknown) => void): this;
    cancel(): void;
  }

  export default class PouchDB {
    constructor(
      name: string,
      options: {
        adapter?: 'leveldb';
        /** What opens LevelDB, instead of `leveldown` itself. */
        db?: (location: string) => object;
        /** Of LevelDB, bytes. */
        writeBufferSize?: number;
        fetch?: typeof globalThis.fetch;
        skip_setup?: boolean;
      },
    );
    static plugin(plugin: unknown): void;
    /** What it fetches with where no other `fetch` is given. */
    static fetch: typeof globalThis.fetch;
    static replicate(
      source: PouchDB,
      target: PouchDB,
      options: {
        live: boolean;
        retry: boolean;
        batch_size: number;
        since?: string | number;
        filter?: (document: Readonly<Record<string, unknown>>) => boolean;
      },
    ): Replicator;
    info(): Promise<unknown>;
    id(): Promise<unknown>;
    get(id: string, options?: { rev?: string; open_revs?: 'all'; revs?: true }): Promise<unknown>;
    put(document: Readonly<Record<string, unknown>>): Promise<unknown>;
    allDocs(options: { keys: readonly string[]; include_docs: true }): Promise<unknown>;
    changes(
      options:
        | { since: number; limit: number; include_docs: boolean; conflicts: boolean }
        | { since: string | number; limit: number; style: 'all_docs' },
    ): Promise<unknown>;
    bulkGet(options: {
      docs: readonly { readonly id: string; readonly rev: string }[];
      revs: true;
      attachments: true;
    }): Promise<unknown>;
    bulkDocs(request: unknown, options?: unknown): Promise<unknown>;
    close(): Promise<void>;
  }
}

declare module 'pouchdb-adapter-leveldb' {
  const plugin: unknown;
  export default plugin;
}
