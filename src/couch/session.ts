import type { Clock } from '../shared/clock.ts';
import type { AnyCouchError } from './errors.ts';
import { cancelledError } from './network-error.ts';
import { signInError } from './status-error.ts';
import type { CouchCredentials } from './transport.ts';

/** How a session is opened: one POST /_session, with no session of its own. */
export type SignIn = (credentials: CouchCredentials) => Promise<{
  readonly status: number;
  readonly setCookies: readonly string[];
  readonly body: unknown;
}>;

export interface Session {
  /** The Cookie header where there is one already, else null. */
  readonly current: () => string | null;
  /** The Cookie header to send, after signing in where that is still to be done; null when anonymous. */
  readonly cookie: (signal: AbortSignal | undefined) => Promise<string | null>;
  /** Takes over a cookie that the server renewed on its own, and notes which one it accepts. */
  readonly learn: (
    answer: { readonly status: number; readonly setCookies: readonly string[] },
    sentWith: string | null,
  ) => void;
  /** After a 401 with that cookie: true when another one is there now and a repeat makes sense. */
  readonly renew: (refused: string | null, signal: AbortSignal | undefined) => Promise<boolean>;
  /** The repeat after a renewal was refused too: it is about rights, not about the session. */
  readonly renewalWasFruitless: () => void;
  readonly replace: (credentials: CouchCredentials | null) => void;
}

/** CouchDB's lockout lasts five minutes. */
const lockoutPause = 5 * 60_000;
/** After a renewal that changed nothing, 401s are taken as an answer for this long. */
const fruitlessPause = 30_000;

/** A cookie session. Sign-ins run one at a time; a refused one is remembered, never tried again. */
export function createSession(
  initial: CouchCredentials | null,
  signIn: SignIn,
  clock: Clock,
): Session {
  let credentials = initial;
  let current: string | null = null;
  let pending: Promise<string | null> | null = null;
  let refusal: { readonly error: AnyCouchError; readonly until: number } | null = null;
  let noRenewalUntil = 0;
  /** The cookie of a renewal that no answer has accepted yet. */
  let unproven: string | null = null;
  const now = () => clock.now().getTime();

  const open = async (with_: CouchCredentials): Promise<string | null> => {
    const answer = await signIn(with_);
    if (credentials !== with_) return current;
    if (answer.status !== 200) {
      const error = signInError(answer.status, answer.body);
      if (error.code === 'server-wrong-password') {
        refusal = { error, until: Number.POSITIVE_INFINITY };
      } else if (error.code === 'server-locked-out') {
        refusal = { error, until: now() + lockoutPause };
      }
      throw error;
    }
    current = authCookie(answer.setCookies);
    if (current === null) throw signInError(404, null);
    return current;
  };

  const signInOnce = (): Promise<string | null> => {
    if (credentials === null) return Promise.resolve(null);
    if (refusal !== null && now() < refusal.until) return Promise.reject(refusal.error);
    pending ??= open(credentials).finally(() => {
      pending = null;
    });
    return pending;
  };

  const renewalWasFruitless = (): void => {
    noRenewalUntil = now() + fruitlessPause;
  };

  return {
    current: () => current,
    cookie: (signal) =>
      current === null ? orCancelled(signInOnce(), signal) : Promise.resolve(current),
    learn: ({ status, setCookies }, sentWith) => {
      if (status !== 401 && status < 500 && sentWith === unproven) unproven = null;
      if (sentWith !== null && sentWith === current) current = authCookie(setCookies) ?? current;
    },
    renew: async (refused, signal) => {
      if (credentials === null) return false;
      if (current !== null && current !== refused) return true;
      // Of requests at the same time, one has signed in anew and another is refused with the new cookie.
      if (refused !== null && refused === unproven) renewalWasFruitless();
      if (now() < noRenewalUntil) return false;
      current = null;
      unproven = await orCancelled(signInOnce(), signal);
      return unproven !== null;
    },
    renewalWasFruitless,
    replace: (replacement) => {
      credentials = replacement;
      current = null;
      pending = null;
      refusal = null;
      noRenewalUntil = 0;
      unproven = null;
    },
  };
}

function authCookie(setCookies: readonly string[]): string | null {
  for (const line of setCookies) {
    const match = /^(AuthSession=[^;\s]+)/.exec(line);
    if (match?.[1] !== undefined) return match[1];
  }
  return null;
}

/** Waits for something that others wait for too, and stops waiting (alone) when cancelled. */
function orCancelled<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(cancelledError({ method: 'POST', path: '/_session' }));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
