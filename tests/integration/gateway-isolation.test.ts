import { expect, it } from 'vitest';
import { gatewayBeforeCouchDb } from '../support/gateway-couchdb.ts';
import { playIsolation } from '../support/isolation-matrix.ts';
import { startOwnCouchDb } from '../support/own-couchdb.ts';

it('R4: nothing of another tenant passes the gateway, whatever is asked for, and however', async () => {
  const server = await startOwnCouchDb();
  const scene = await gatewayBeforeCouchDb(server);
  try {
    const { requests, ...outcome } = await playIsolation(scene, { full: false });
    expect(outcome).toEqual({ leaks: [], unclassified: [], failures: [] });
    expect(requests).toBeGreaterThan(1_000);
  } finally {
    await scene.close();
    await server.stop();
  }
}, 300_000);
