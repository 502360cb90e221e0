import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createTransport } from '../../src/couch/create-transport.ts';
import { secureRegistryDatabase } from '../../src/main/connection/registry-database.ts';
import { observe } from '../../src/main/provisioning/observe.ts';
import { desired } from '../../src/shared/planning/desired.ts';
import { diff } from '../../src/shared/planning/diff.ts';
import { rawClient } from '../support/couchdb-client.ts';
import { startCouchDb } from '../support/couchdb-server.ts';
import { fleetSnapshot, makeFleet } from '../support/fleet.ts';
import { systemClock } from '../support/registry-samples.ts';

it('a server that makes databases public gets none from us, until it is set right', async (context) => {
  const server = await startCouchDb();
  try {
    // Only a private server's configuration is ours to change; the practice server has none.
    if (server.kind !== 'private') {
      context.skip();
      return;
    }
    const transport = createTransport({
      url: server.url,
      credentials: server,
      clock: systemClock,
      random: Math.random,
    });
    const admin = rawClient(server, server);
    const setting = '/_node/_local/_config/couchdb/default_security';
    const fleet = await makeFleet([`t${randomUUID().slice(0, 8)}`]);
    const spec = desired(fleetSnapshot(fleet), 'server_none');
    const difference = async () => diff(spec, await observe(transport, spec));
    try {
      expect((await admin('PUT', setting, 'everyone')).status).toBe(200);
      await expect(secureRegistryDatabase(transport)).rejects.toMatchObject({
        code: 'not-allowed-in-state',
      });
      expect((await admin('GET', '/couch-sitter')).status).toBe(404);
      const refused = await difference();
      expect(refused.operations).toEqual([]);
      expect(refused.refusals.map(({ reason }) => reason)).toEqual(['new-databases-public']);

      expect((await admin('PUT', setting, 'admin_only')).status).toBe(200);
      expect(await secureRegistryDatabase(transport)).toEqual([]);
      expect((await difference()).refusals).toEqual([]);
      expect((await admin('DELETE', setting)).status).toBe(200);
      expect((await difference()).operations).not.toEqual([]);
    } finally {
      await transport.close();
    }
  } finally {
    await server.stop();
  }
});
