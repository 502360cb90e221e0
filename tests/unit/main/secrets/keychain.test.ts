import { describe, expect, it } from 'vitest';
import { systemKeychain, type KeytarModule } from '../../../../src/main/secrets/keychain.ts';

function keytar(getPassword: KeytarModule['getPassword']): () => Promise<KeytarModule> {
  return () =>
    Promise.resolve({
      getPassword,
      setPassword: () => Promise.resolve(),
      deletePassword: () => Promise.resolve(true),
    });
}

describe('the system keychain', () => {
  it('is absent where its library cannot be loaded, and is tried again later', async () => {
    let tries = 0;
    const keychain = systemKeychain('device', {
      load: () => {
        tries += 1;
        return Promise.reject(new Error('libsecret-1.so.0: cannot open shared object file'));
      },
    });
    await expect(keychain.get('x')).rejects.toMatchObject({ code: 'keychain-absent' });
    await expect(keychain.set('x', 'secret')).rejects.toMatchObject({ code: 'keychain-absent' });
    expect(tries).toBe(2);
  });

  it('is locked where it does not answer in time', async () => {
    const load = keytar(() => new Promise(() => undefined));
    const keychain = systemKeychain('device', { load, timeout: 20 });
    await expect(keychain.get('x')).rejects.toMatchObject({ code: 'keychain-locked' });
  });

  it.each([
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'keychain-absent'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'keychain-absent'],
    ['Cannot create an item in a locked collection', 'keychain-locked'],
  ])('reads its refusal %j as %s', async (message, code) => {
    const load = keytar(() => Promise.reject(new Error(message)));
    await expect(systemKeychain('device', { load }).get('x')).rejects.toMatchObject({ code });
  });

  it('keeps the entries of two devices apart', async () => {
    const asked: string[] = [];
    const load = keytar((_service, account) => {
      asked.push(account);
      return Promise.resolve(null);
    });
    await systemKeychain('one', { load }).get('operator:c0');
    await systemKeychain('two', { load }).get('operator:c0');
    expect(asked).toEqual(['one/operator:c0', 'two/operator:c0']);
  });
});
