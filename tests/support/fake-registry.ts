import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CouchRequest, CouchResponse, Requester } from '../../src/couch/transport.ts';
import { compareRevs } from '../../src/shared/conflicts/compare-revs.ts';

type Body = Readonly<Record<string, unknown>> & { readonly _id: string };
const bulkSchema = z.object({ docs: z.array(z.looseObject({ _id: z.string() })) });
const idsSchema = z.object({ docs: z.array(z.object({ id: z.string() })) });

/** What is to go wrong with one request: it gets lost on its way, or its answer does. */
export type Fault = 'request' | 'answer' | null;

/** Two databases in memory that answer as CouchDB does what a gateway's registry asks of them. */
export interface FakeRegistry extends Requester {
  /** All leaves of a document, the winner first. */
  readonly leaves: (database: string, id: string) => readonly Body[];
  readonly ids: (database: string) => readonly string[];
  /** Puts a leaf in as replication does. */
  readonly replicate: (database: string, leaf: Body) => void;
  /** Writes on top of the winner, as somebody else. */
  readonly edit: (database: string, body: Body) => void;
  /** What happens to the requests to come, one after the other. */
  readonly faults: Fault[];
}

export function fakeRegistry(): FakeRegistry {
  const databases = new Map<string, Map<string, Body[]>>();
  const faults: Fault[] = [];

  function of(database: string): Map<string, Body[]> {
    const known = databases.get(database) ?? new Map<string, Body[]>();
    databases.set(database, known);
    return known;
  }
  function leaves(database: string, id: string): readonly Body[] {
    return [...(of(database).get(id) ?? [])].sort((a, b) => compareRevs(revOf(a), revOf(b)));
  }
  function write(database: string, body: Body): Readonly<Record<string, unknown>> {
    const id = body._id;
    const all = leaves(database, id);
    const parent = all.find((leaf) => leaf['_rev'] === body['_rev']);
    if (all.length > 0 && parent === undefined) return { id, error: 'conflict', reason: '' };
    const text = JSON.stringify(body);
    const hash = createHash('md5').update(text).digest('hex');
    const rev = `${String(Number.parseInt(revOf(parent), 10) + 1)}-${hash}`;
    const rest = all.filter((leaf) => leaf !== parent);
    of(database).set(id, [...rest, { ...body, _rev: rev }]);
    return { ok: true, id, rev };
  }
  function answer({ method, path, body, query }: CouchRequest): unknown {
    const [database = '', what] = path;
    if (method === 'POST' && what === '_bulk_docs') {
      return bulkSchema.parse(body).docs.map((document) => write(database, document));
    }
    if (method === 'POST' && what === '_bulk_get') {
      return {
        results: idsSchema.parse(body).docs.map(({ id }) => {
          const found = leaves(database, id);
          return {
            id,
            docs:
              found.length === 0
                ? [{ error: { id, error: 'not_found', reason: 'missing' } }]
                : found.map((ok) => ({ ok })),
          };
        }),
      };
    }
    if (method === 'GET' && what === '_all_docs' && query?.['descending'] === true) {
      const ids = [...of(database).keys()].sort().reverse();
      return { rows: ids.map((id) => ({ id, doc: leaves(database, id)[0] })) };
    }
    throw new Error(`The fake does not know ${method} ${path.join('/')}.`);
  }

  return {
    request: (request): Promise<CouchResponse> => {
      const fault = faults.shift() ?? null;
      if (fault === 'request') return Promise.reject(new Error('lost on its way'));
      const body: unknown = JSON.parse(JSON.stringify(answer(request)));
      if (fault === 'answer') return Promise.reject(new Error('its answer was lost'));
      return Promise.resolve({ status: 200, headers: new Map(), body });
    },
    leaves,
    ids: (database) => [...of(database).keys()].sort(),
    replicate: (database, leaf) => {
      of(database).set(leaf._id, [...leaves(database, leaf._id), leaf]);
    },
    edit: (database, body) => {
      write(database, { ...body, _rev: revOf(leaves(database, body._id)[0]) });
    },
    faults,
  };
}

function revOf(body: Body | undefined): string {
  return typeof body?.['_rev'] === 'string' ? body['_rev'] : '0';
}
