/** Stores secrets in the real keychain of the session, opens everything again and prints what it finds. */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { systemKeychain } from '../../../src/main/secrets/keychain.ts';
import { openSecretStore } from '../../../src/main/secrets/open-secret-store.ts';
import { secretNames } from '../../../src/main/secrets/secret-store.ts';

const [directory = '', deviceId = ''] = process.argv.slice(2);
const admin = secretNames.serverAdmin('c0');
const account = secretNames.account('t1', 'sync', 'cred');
const open = (device: string) =>
  openSecretStore({
    directory,
    keychain: systemKeychain(device, { timeout: 5000 }),
    passphrase: null,
    uuid: randomUUID,
  });

const store = await open(deviceId);
const first = store.status();
if (first.state === 'open') {
  await store.setMany(
    new Map([
      [admin, 'admin-secret'],
      [account, 'account-secret'],
    ]),
  );
}
const again = first.state === 'open' ? await open(deviceId) : null;
const stranger = await open(randomUUID());
writeSync(
  1,
  `${JSON.stringify({
    first,
    admin: (await again?.get(admin)) ?? null,
    account: (await again?.get(account)) ?? null,
    stranger: stranger.status().problem?.code ?? null,
  })}\n`,
);
await again?.delete(admin);
