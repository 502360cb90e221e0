import { z } from 'zod';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import { CouchError, ServerNotCouchDbError } from './errors.ts';
import type { CouchRequest, Requester } from './transport.ts';

const infoSchema = z.object({
  couchdb: z.string(),
  version: z.string(),
  uuid: z.string().min(1),
  vendor: z.object({ name: z.string() }).catch({ name: '' }),
  features: z.array(z.string()).catch([]),
});

/** CouchDB says `error` with each of these; a proxy or another service says something else. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 405, 407]);

/** What a server tells of itself at `GET /`. */
export interface ServerInfo {
  readonly version: string;
  readonly uuid: string;
  readonly vendor: string;
  readonly features: readonly string[];
  /** The embedded practice server, by its own word; it has no configuration to ask for. */
  readonly practice: boolean;
}

/**
 * `GET /`. Anything that is not CouchDB's welcome is `server-not-couchdb`, whatever it is.
 * @param options.anonymous true: without signing in first
 */
export async function getInfo(
  transport: Requester,
  options: CallOptions & { readonly anonymous?: boolean } = {},
): Promise<ServerInfo> {
  const request: CouchRequest = { method: 'GET', path: [''], ...options };
  try {
    const response = await transport.request(request);
    const info = parseAnswer(request, response, infoSchema);
    return {
      version: info.version,
      uuid: info.uuid,
      vendor: info.vendor.name,
      features: info.features,
      practice: /practice/i.test(info.vendor.name),
    };
  } catch (error) {
    throw asNotCouchDb(error);
  }
}

function asNotCouchDb(error: unknown): unknown {
  if (!(error instanceof CouchError)) return error;
  const { failure } = error;
  const foreignSignIn = refusals.has(failure.status ?? 0) && failure.error === null;
  if (error.code !== 'server-garbage' && error.code !== 'not-found' && !foreignSignIn) return error;
  const welcome = { method: 'GET', path: '/', status: failure.status, error: null, reason: null };
  return new ServerNotCouchDbError(
    welcome,
    foreignSignIn
      ? {
          message: `Something answers at this address and refuses us (${String(failure.status)}), but not as CouchDB does.`,
          remedy:
            'Check host, port and path. Where a proxy in front of CouchDB asks for a sign-in of its own, use an address that leads past it.',
        }
      : {
          message: 'Something answers at this address, but it is not CouchDB.',
          remedy: 'Check host, port and path. CouchDB usually listens on port 5984.',
        },
  );
}
