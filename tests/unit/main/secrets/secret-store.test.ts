import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keychain } from '../../../../src/main/secrets/keychain.ts';
import { openSecretStore } from '../../../../src/main/secrets/open-secret-store.ts';
import { secretNames } from '../../../../src/main/secrets/secret-store.ts';
import { ConsoleError } from '../../../../src/shared/errors.ts';

const passphrase = 'correct horse battery';
const admin = secretNames.serverAdmin('c0');
const account = secretNames.account('t1', 'sync', 'cred');
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mycouch-secrets-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** A keychain in memory that can be made to fail. */
function fakeKeychain() {
  const entries = new Map<string, string>();
  let refusal: 'keychain-locked' | 'keychain-absent' | null = null;
  const answer = <T>(value: () => T): Promise<T> =>
    refusal === null
      ? Promise.resolve(value())
      : Promise.reject(new ConsoleError(refusal, 'The keychain does not answer.'));
  const keychain: Keychain = {
    get: (name) => answer(() => entries.get(name) ?? null),
    set: (name, secret) => answer(() => void entries.set(name, secret)),
    delete: (name) => answer(() => void entries.delete(name)),
  };
  return {
    keychain,
    entries,
    refuse: (code: typeof refusal) => {
      refusal = code;
    },
  };
}

function open(keychain: Keychain | null, given: string | null = null) {
  return openSecretStore({ directory, keychain, passphrase: given, uuid: randomUUID });
}

const vaultText = () => readFile(join(directory, 'vault.sealed'), 'utf8');

describe('with a keychain', () => {
  it('keeps credentials in the keychain and accounts in the vault', async () => {
    const { keychain, entries } = fakeKeychain();
    const store = await open(keychain);
    expect(store.status()).toEqual({ state: 'open', protection: 'keychain', problem: null });
    await store.setMany(
      new Map([
        [admin, 'admin-secret'],
        [account, 'account-secret'],
      ]),
    );
    expect(entries.get(admin)).toBe('admin-secret');
    expect([...entries.values()]).not.toContain('account-secret');

    const again = await open(keychain);
    expect(again.has(admin) && again.has(account)).toBe(true);
    expect(await again.get(admin)).toBe('admin-secret');
    expect(await again.get(account)).toBe('account-secret');
    await again.delete(admin);
    await again.delete(account);
    expect(again.has(admin) || again.has(account)).toBe(false);
    expect(entries.has(admin)).toBe(false);
  });

  it('says why it is locked, and opens on retry', async () => {
    const fake = fakeKeychain();
    const first = await open(fake.keychain);
    await first.set(account, 'account-secret');
    fake.refuse('keychain-locked');
    const store = await open(fake.keychain, passphrase);
    expect(store.status()).toMatchObject({
      state: 'locked',
      protection: 'keychain',
      problem: { code: 'keychain-locked' },
    });
    await expect(store.get(account)).rejects.toMatchObject({ code: 'keychain-locked' });
    await expect(store.set(account, 'x')).rejects.toMatchObject({ code: 'keychain-locked' });
    const heard: string[] = [];
    store.onStatus(({ state }) => heard.push(state));
    fake.refuse(null);
    await store.retry();
    expect(heard).toEqual(['open']);
    expect(await store.get(account)).toBe('account-secret');
  });

  it('does not open a vault whose key is not in this keychain', async () => {
    await (await open(fakeKeychain().keychain)).set(account, 'account-secret');
    const store = await open(fakeKeychain().keychain);
    expect(store.status()).toMatchObject({ state: 'locked', problem: { code: 'vault-locked' } });
  });

  it('does not say it has stored what the keychain refused', async () => {
    const fake = fakeKeychain();
    const store = await open(fake.keychain);
    fake.refuse('keychain-locked');
    await expect(store.set(admin, 'x')).rejects.toMatchObject({ code: 'keychain-locked' });
    expect(store.has(admin)).toBe(false);
  });
});

// Every passphrase costs a good part of a second of a core, and far more on a busy machine.
describe('without a keychain', { timeout: 60_000 }, () => {
  it('is absent until a passphrase is set, and then everything is in the vault', async () => {
    const store = await open(null);
    expect(store.status()).toMatchObject({ state: 'absent', problem: { code: 'keychain-absent' } });
    await expect(store.set(account, 'x')).rejects.toMatchObject({ code: 'vault-missing' });
    expect(await store.createWithPassphrase(passphrase)).toMatchObject({ state: 'open' });
    await store.setMany(
      new Map([
        [admin, 'admin-secret'],
        [account, 'account-secret'],
      ]),
    );
    await expect(store.createWithPassphrase(passphrase)).rejects.toMatchObject({
      code: 'not-allowed-in-state',
    });

    const locked = await open(null);
    expect(locked.status()).toEqual({ state: 'locked', protection: 'passphrase', problem: null });
    await expect(locked.get(admin)).rejects.toMatchObject({ code: 'vault-locked' });
    await expect(locked.unlock('wrong horse battery')).rejects.toMatchObject({
      code: 'vault-passphrase-wrong',
    });
    await locked.unlock(passphrase);
    expect(await locked.get(admin)).toBe('admin-secret');
    expect(await locked.get(account)).toBe('account-secret');
  });

  it('opens and makes a vault with the passphrase it was given', async () => {
    const fake = fakeKeychain();
    fake.refuse('keychain-absent');
    const store = await open(fake.keychain, passphrase);
    expect(store.status()).toMatchObject({ state: 'open', protection: 'passphrase' });
    await store.set(admin, 'admin-secret');
    fake.refuse(null);
    expect(await (await open(fake.keychain, passphrase)).get(admin)).toBe('admin-secret');
    expect(fake.entries.size).toBe(0);
    const wrong = await open(null, 'wrong horse battery');
    expect(wrong.status()).toMatchObject({
      state: 'locked',
      problem: { code: 'vault-passphrase-wrong' },
    });
  });
});

describe('the file', { timeout: 60_000 }, () => {
  it('is for its owner alone, holds no secret in clear and leaves nothing beside it', async () => {
    const store = await open(null, passphrase);
    await store.set(account, 'account-secret');
    const text = await vaultText();
    expect(text).not.toContain('account-secret');
    expect(text).not.toContain(Buffer.from('account-secret').toString('base64').slice(0, 12));
    expect(text).not.toContain(passphrase);
    expect((await stat(join(directory, 'vault.sealed'))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect(await readdir(directory)).toEqual(['vault.sealed']);
  });

  it('is sealed anew with every write', async () => {
    const store = await open(fakeKeychain().keychain);
    await store.set(account, 'same');
    const first = await vaultText();
    await store.set(account, 'same');
    expect(await vaultText()).not.toBe(first);
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, -70)],
    ['emptied', () => ''],
    ['changed in the header', (text: string) => text.replace('"version":1', '"version":2')],
    [
      'changed in the content',
      (text: string) => text.replace(/\n(.)/, (_, c) => (c === 'A' ? '\nB' : '\nA')),
    ],
  ])('is told to be damaged when %s, and left as it is', async (_how, damage) => {
    await (await open(null, passphrase)).set(account, 'account-secret');
    const damaged = damage(await vaultText());
    await writeFile(join(directory, 'vault.sealed'), damaged);
    const store = await open(null, passphrase);
    expect(store.status()).toMatchObject({ state: 'locked', problem: { code: 'vault-damaged' } });
    await expect(store.set(account, 'x')).rejects.toMatchObject({ code: 'vault-damaged' });
    expect(await vaultText()).toBe(damaged);
  });

  it('takes thousands of entries, and those asked for at once in few writes', async () => {
    const store = await open(fakeKeychain().keychain);
    const names = Array.from({ length: 4000 }, (_, n) =>
      secretNames.account(randomUUID(), 'sync', String(n)),
    );
    await Promise.all(names.map((name) => store.set(name, `secret of ${name}`)));
    expect(store.has(names[3999] ?? '')).toBe(true);
    expect(await store.get(names[1234] ?? '')).toBe(`secret of ${names[1234] ?? ''}`);
  });

  it('does not say it has what could not be written', async () => {
    const store = await open(fakeKeychain().keychain);
    // A directory where the temporary file would go makes the write fail, for root too.
    await rm(directory, { recursive: true });
    await writeFile(directory, 'in the way');
    await expect(store.set(account, 'account-secret')).rejects.toSatisfy(
      (error) =>
        error instanceof ConsoleError &&
        error.code === 'storage-failed' &&
        !JSON.stringify(error).includes('account-secret'),
    );
    expect(store.has(account)).toBe(false);
    expect(await store.get(account)).toBeNull();
  });
});
