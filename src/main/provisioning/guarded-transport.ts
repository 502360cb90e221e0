import type { Requester } from '../../couch/transport.ts';
import type { MyCouchError } from '../../shared/errors.ts';

/**
 * The same server, while somebody may: asked right before every sending, so that not even a request that
 * waited to be repeated while the machine slept goes out after the lease was lost.
 */
export function guardedBy(transport: Requester, mayGoOn: () => MyCouchError | null): Requester {
  return { request: (request) => transport.request({ ...request, mayGoOn }) };
}
