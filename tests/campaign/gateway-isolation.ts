import { gatewayBeforeCouchDb } from '../support/gateway-couchdb.ts';
import { playIsolation, type IsolationOutcome } from '../support/isolation-matrix.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';

/**
 * R4 in full: tenant × verb × endpoint through the gateway, in databases of a tenant's own and in shared
 * ones, with several tokens and several ways to write each path, on a CouchDB of its own.
 * @param every only each so-manieth case; 1: all
 */
export async function gatewayIsolation(every: number): Promise<IsolationOutcome> {
  const server = await startOwnCouchDb();
  const scene = await gatewayBeforeCouchDb(server);
  try {
    return await playIsolation(scene, { full: true, every });
  } finally {
    await scene.close();
    await server.stop();
  }
}
