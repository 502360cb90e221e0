import {
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  exportSPKI,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  type CryptoKey,
} from 'jose';
import type { Clock } from '../../shared/clock.ts';
import type { SigningKeyState } from '../../shared/documents/signing-key.ts';
import { rolesClaim, seconds } from './claims.ts';
import type { Acceptance, AskCouchDb } from './couchdb-accepts.ts';
import type { KeyStore } from './key-file.ts';
import { stepKeys, type KeySettings, type OwnKey } from './key-states.ts';

/** The key that signs now. */
export interface ActiveKey {
  readonly kid: string;
  readonly alg: OwnKey['alg'];
  readonly privateKey: CryptoKey;
}

/** What `/health` says of the keys. */
export interface KeyReport {
  readonly active: string | null;
  readonly next: string | null;
  /** What CouchDB said last of a token signed by the active key, or by the next one while there is none. */
  readonly couchdb: Acceptance | 'unknown';
  /** Whether the registry has everything that stands in the file. */
  readonly published: boolean;
}

/** The gateway's own key pairs: made here, kept in a file, their public halves in the registry. */
export interface SigningKeys {
  readonly active: () => ActiveKey | null;
  /** All that the file remembers. */
  readonly own: () => readonly OwnKey[];
  readonly report: () => KeyReport;
  /** Asks for another key, which takes over once CouchDB is seen to take it. */
  readonly rotate: () => Promise<void>;
  /** Looks now at what the registry and CouchDB say; otherwise it is done every few seconds. */
  readonly look: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Milliseconds between two looks while a key waits, and while none does. */
const hurried = 1_000;
const calm = 15_000;

export interface SigningKeysOptions {
  /** `iss` of the tokens that ask CouchDB. */
  readonly issuer: string;
  readonly gateway: string;
  readonly settings: KeySettings;
  readonly store: KeyStore;
  readonly ask: AskCouchDb;
  /** Writes the public half into the registry where it is not there as it is here. */
  readonly publish: (key: OwnKey) => Promise<void>;
  /** What the registry says of a key; null: it does not know it. */
  readonly told: (kid: string) => SigningKeyState | null;
  readonly clock: Clock;
  readonly uuid: () => string;
  /** Hears of what changed and of what went wrong; nothing secret is in it. */
  readonly note: (what: string, details: Readonly<Record<string, string>>) => void;
}

/** Reads the file and takes the first step. Throws where the file cannot be read or written. */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { clock, settings, store, note } = options;
  let keys = await store.read();
  let active = await activeOf(keys, null);
  let answered: Acceptance | 'unknown' = 'unknown';
  /** By kid, the state that the registry was told last. */
  const published = new Map<string, SigningKeyState>();
  /** What was noted last of a key that could not be published; the same again is not news. */
  const noted = new Map<string, string>();
  let rotate = false;
  let closed = false;
  let cancel: () => void = () => undefined;
  let running: Promise<void> = Promise.resolve();

  const take = async (stepped: readonly OwnKey[]): Promise<void> => {
    const before = new Map(keys.map((key) => [key.kid, key]));
    if (JSON.stringify(stepped) !== JSON.stringify(keys)) await store.write(stepped);
    active = await activeOf(stepped, active);
    keys = stepped;
    for (const { kid, state } of keys) {
      const old = before.get(kid)?.state;
      if (old !== state) note('signing key', { kid, state });
    }
  };

  const step = async (): Promise<void> => {
    const accepted = new Map<string, boolean>();
    for (const key of keys) {
      if (key.privateKey === null || (key.state !== 'next' && key.state !== 'active')) continue;
      const answer = await question(key, options);
      if (key.state === 'active' || active === null) {
        if (answered !== answer) note('signing key at CouchDB', { kid: key.kid, answer });
        answered = answer;
      }
      if (answer !== 'unreachable') accepted.set(key.kid, answer === 'accepted');
    }
    const told = new Map(
      keys.flatMap(({ kid }) => {
        const state = options.told(kid);
        return state === null ? [] : [[kid, state] as const];
      }),
    );
    const { keys: stepped, makeNext } = stepKeys(
      keys,
      { accepted, told, rotate },
      clock.now(),
      settings,
    );
    await take(makeNext ? [...stepped, await newKey(settings.algorithm, clock.now())] : stepped);
    rotate = false;
    await publishAll();
  };

  const publishAll = async (): Promise<void> => {
    for (const key of keys) {
      if (published.get(key.kid) === key.state && options.told(key.kid) !== null) continue;
      try {
        await options.publish(key);
        published.set(key.kid, key.state);
        noted.delete(key.kid);
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        if (noted.get(key.kid) !== reason) {
          note('signing key not published', { kid: key.kid, reason });
        }
        noted.set(key.kid, reason);
        published.delete(key.kid);
      }
    }
  };

  const run = (): Promise<void> => {
    running = running.then(async () => {
      if (closed) return;
      cancel();
      try {
        await step();
      } catch (error) {
        note('signing keys not looked after', {
          reason: error instanceof Error ? error.message : 'unknown',
        });
      }
      plan();
    });
    return running;
  };

  const plan = (): void => {
    if (closed) return;
    const waiting =
      active === null ||
      keys.some(({ state }) => state === 'next') ||
      keys.some(({ kid }) => !published.has(kid));
    cancel = clock.timer(waiting ? hurried : calm, () => {
      void run();
    });
  };

  // A file that cannot be written is a reason not to start; what is not reachable yet is not.
  const first = stepKeys(
    keys,
    { accepted: new Map(), told: new Map(), rotate: false },
    clock.now(),
    settings,
  );
  await take(
    first.makeNext ? [...first.keys, await newKey(settings.algorithm, clock.now())] : first.keys,
  );
  void run();

  return {
    // Once an operator has ended it, nothing that it signs would be taken anywhere.
    active: () => (active !== null && options.told(active.kid) === 'retired' ? null : active),
    own: () => keys,
    report: () => ({
      active: active?.kid ?? null,
      next: keys.find(({ state }) => state === 'next')?.kid ?? null,
      couchdb: answered,
      published: keys.every(({ kid }) => published.has(kid)),
    }),
    rotate: () => {
      rotate = true;
      return run();
    },
    look: run,
    close: async () => {
      closed = true;
      cancel();
      await running;
    },
  };
}

/** The key that signs, ready to use; the one at hand where it is the same. */
async function activeOf(
  keys: readonly OwnKey[],
  known: ActiveKey | null,
): Promise<ActiveKey | null> {
  const key = keys.find(({ state }) => state === 'active');
  const pem = key?.privateKey ?? null;
  if (key === undefined || pem === null) return null;
  if (known?.kid === key.kid) return known;
  return { kid: key.kid, alg: key.alg, privateKey: await importPKCS8(pem, key.alg) };
}

async function newKey(alg: OwnKey['alg'], now: Date): Promise<OwnKey> {
  const pair = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
  const thumbprint = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
  return {
    // Letters and figures alone: it is part of CouchDB's configuration and of document ids.
    kid: `k${thumbprint.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 22)}`,
    alg,
    publicKey: await exportSPKI(pair.publicKey),
    privateKey: await exportPKCS8(pair.privateKey),
    state: 'next',
    createdAt: now.toISOString(),
    acceptedAt: null,
    activatedAt: null,
    retiringAt: null,
    retiredAt: null,
  };
}

/** How many questions in a row a key that waits has to pass, since a cluster's nodes answer in turns. */
const questions = 3;

/** A token that opens nothing, for the one question whom CouchDB takes its sender for. */
async function question(
  key: OwnKey,
  { ask, clock, gateway, issuer, uuid }: SigningKeysOptions,
): Promise<Acceptance> {
  if (key.privateKey === null) return 'refused';
  const now = seconds(clock.now());
  const subject = `gateway:${gateway}`;
  const token = await new SignJWT({
    iss: issuer,
    sub: subject,
    iat: now,
    exp: now + 60,
    jti: uuid(),
    [rolesClaim]: [],
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .sign(await importPKCS8(key.privateKey, key.alg));
  for (let asked = 1; ; asked += 1) {
    const answer = await ask(token, subject);
    if (answer !== 'accepted' || key.state === 'active' || asked === questions) return answer;
  }
}
