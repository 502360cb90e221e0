import type { CouchRequest, CouchResponse } from '../../src/couch/transport.ts';

interface Leaf {
  readonly rev: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The lease document of a CouchDB as a cluster keeps it: leaves, revisions and the server's own time. */
export class LeaseServer {
  leaves: Leaf[] = [];
  writes = 0;
  /** Status of a write that was taken; 202: by a part of the cluster. */
  taken = 201;
  private revisions = 0;
  private readonly time: () => number;

  /** @param time milliseconds since 1970 */
  constructor(time: () => number) {
    this.time = time;
  }

  /** The winner as CouchDB chooses it: the longest history, then the greatest revision. */
  get winner(): Leaf | undefined {
    return [...this.leaves].sort((a, b) => compare(b.rev, a.rev))[0];
  }

  handle({ method, query, body }: CouchRequest): CouchResponse {
    switch (method) {
      case 'GET':
        return this.read(query?.['rev']);
      case 'PUT':
        return this.write(body);
      default:
        this.leaves = this.leaves.filter(({ rev }) => rev !== query?.['rev']);
        return this.answer(200, { ok: true });
    }
  }

  /** Puts a leaf there as another part of a cluster would have taken it. */
  fork(body: Readonly<Record<string, unknown>>, rev: string): void {
    this.leaves.push({ rev, body });
  }

  private read(wanted: unknown): CouchResponse {
    const { winner } = this;
    const leaf = wanted === undefined ? winner : this.leaves.find(({ rev }) => rev === wanted);
    if (leaf === undefined) return this.answer(404, { error: 'not_found' });
    const others = this.leaves.filter(({ rev }) => rev !== winner?.rev).map(({ rev }) => rev);
    const conflicts = others.length === 0 ? {} : { _conflicts: others };
    return this.answer(200, { _id: 'lease', ...leaf.body, _rev: leaf.rev, ...conflicts });
  }

  private write(body: unknown): CouchResponse {
    if (typeof body !== 'object' || body === null) return this.answer(400, {});
    const rest: Record<string, unknown> = { ...body };
    const over = rest['_rev'];
    delete rest['_rev'];
    const replaced = this.leaves.find(({ rev }) => rev === over);
    if (replaced === undefined && (over !== undefined || this.leaves.length > 0)) {
      return this.answer(409, { error: 'conflict' });
    }
    this.revisions += 1;
    this.writes += 1;
    const generation = Number.parseInt(replaced?.rev ?? '0', 10) + 1;
    const rev = `${String(generation)}-${String(this.revisions).padStart(8, '0')}`;
    this.leaves = [...this.leaves.filter((leaf) => leaf !== replaced), { rev, body: rest }];
    return this.answer(this.taken, { ok: true, rev });
  }

  private answer(status: number, body: unknown): CouchResponse {
    const date = new Date(Math.floor(this.time() / 1000) * 1000).toUTCString();
    return { status, headers: new Map([['date', date]]), body };
  }
}

function compare(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
}
