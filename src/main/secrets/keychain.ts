import { z } from 'zod';
import { ConsoleError } from '../../shared/errors.ts';
import { secretServiceAnswers } from './secret-service.ts';

const service = 'MyCouch Console';
const answerTime = 15_000;

/** The few secrets of this user on this machine, kept by the operating system. */
export interface Keychain {
  readonly get: (account: string) => Promise<string | null>;
  readonly set: (account: string, secret: string) => Promise<void>;
  readonly delete: (account: string) => Promise<void>;
}

/** The part of keytar that is used. */
export interface KeytarModule {
  readonly getPassword: (service: string, account: string) => Promise<string | null>;
  readonly setPassword: (service: string, account: string, secret: string) => Promise<void>;
  readonly deletePassword: (service: string, account: string) => Promise<boolean>;
}

/**
 * The operating system's keychain. keytar is loaded at the first use, so that a machine without its
 * library starts all the same. Errors: `keychain-absent` (no library or no service), `keychain-locked`
 * (it did not answer in time, as it does while it waits for the user, or refused).
 * @param deviceId keeps the entries of several data directories apart
 */
export function systemKeychain(
  deviceId: string,
  options: {
    readonly load?: () => Promise<KeytarModule>;
    /** Whether there is a keychain to ask at all; asked before each first use. */
    readonly reachable?: () => Promise<boolean>;
    /** Milliseconds. */
    readonly timeout?: number;
  } = {},
): Keychain {
  const { load = loadKeytar, timeout = answerTime } = options;
  // A stand-in for the library needs no service behind it.
  const { reachable = options.load === undefined ? secretServiceAnswers : always } = options;
  let loaded: Promise<KeytarModule> | null = null;

  async function loadReachable(): Promise<KeytarModule> {
    if (!(await reachable())) throw new Error('no keychain');
    return await load();
  }

  async function ask<T>(action: (keytar: KeytarModule) => Promise<T>): Promise<T> {
    loaded ??= loadReachable();
    const keytar = await loaded.catch(() => {
      loaded = null;
      throw absent();
    });
    return await inTime(action(keytar), timeout);
  }

  const named = (account: string) => `${deviceId}/${account}`;
  return {
    get: (account) => ask((keytar) => keytar.getPassword(service, named(account))),
    set: (account, secret) => ask((keytar) => keytar.setPassword(service, named(account), secret)),
    delete: async (account) => {
      await ask((keytar) => keytar.deletePassword(service, named(account)));
    },
  };
}

const always = (): Promise<boolean> => Promise.resolve(true);

async function loadKeytar(): Promise<KeytarModule> {
  const { default: keytar } = await import('keytar');
  return keytar;
}

/** The keychain's own text is left out: what it says is not ours to vouch for. */
async function inTime<T>(answer: Promise<T>, timeout: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(locked());
    }, timeout);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    throw error instanceof ConsoleError ? error : fromKeychain(error);
  } finally {
    clearTimeout(timer);
  }
}

const messageSchema = z.object({ message: z.string() });

function fromKeychain(error: unknown): ConsoleError {
  const parsed = messageSchema.safeParse(error);
  const text = parsed.success ? parsed.data.message : '';
  return /dbus|d-bus|autolaunch|ServiceUnknown|not provided by any|could not connect|connection refused|no such file/i.test(
    text,
  )
    ? absent()
    : locked();
}

function absent(): ConsoleError {
  return new ConsoleError('keychain-absent', 'This machine has no keychain that answers.', {
    remedy: 'Protect the vault with a passphrase instead, or start a Secret Service and try again.',
  });
}

function locked(): ConsoleError {
  return new ConsoleError('keychain-locked', 'The keychain is locked or does not answer.', {
    remedy: 'Unlock the keychain of this user account and try again.',
  });
}
