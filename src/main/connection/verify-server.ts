import { ServerForbiddenError } from '../../couch/errors.ts';
import { getInfo, type ServerInfo } from '../../couch/get-info.ts';
import type { Requester } from '../../couch/transport.ts';
import { otherServer } from './other-server.ts';

/**
 * Makes sure that the address still leads to the server this data directory belongs to. Asks without
 * signing in, so that no credential goes to whoever else may answer there.
 */
export async function verifyServer(
  transport: Requester,
  expected: { readonly url: string; readonly couchdbUuid: string },
  signal?: AbortSignal,
): Promise<void> {
  const { uuid } = await welcome(transport, signal === undefined ? {} : { signal });
  if (uuid !== expected.couchdbUuid) throw otherServer(expected.url);
}

/** A server may be set to answer nobody who is not signed in (`require_valid_user`). */
async function welcome(
  transport: Requester,
  options: { readonly signal?: AbortSignal },
): Promise<ServerInfo> {
  try {
    return await getInfo(transport, { ...options, anonymous: true });
  } catch (error) {
    if (!(error instanceof ServerForbiddenError) || error.failure.status !== 401) throw error;
    return getInfo(transport, options);
  }
}
