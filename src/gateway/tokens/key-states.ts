import { z } from 'zod';
import { instantSchema } from '../../shared/documents/common.ts';
import {
  gatewayNameSchema,
  kidSchema,
  signingKeyStates,
  type SigningKeyState,
} from '../../shared/documents/signing-key.ts';
import { longestTokenLife } from '../../shared/keys/token-life.ts';

/** A key pair of this gateway as its file has it. */
export const ownKeySchema = z.strictObject({
  kid: kidSchema,
  alg: z.enum(['ES256', 'RS256']),
  /** SPKI in PEM. */
  publicKey: z.string().max(4000),
  /** PKCS #8 in PEM; null once it signs no more. */
  privateKey: z.string().max(8000).nullable(),
  state: z.enum(signingKeyStates),
  createdAt: instantSchema,
  /** Since when CouchDB has taken it at every question; null: it did not, the last time. */
  acceptedAt: instantSchema.nullable(),
  activatedAt: instantSchema.nullable(),
  retiringAt: instantSchema.nullable(),
  retiredAt: instantSchema.nullable(),
});

export type OwnKey = z.output<typeof ownKeySchema>;

/** The file takes no more. */
const mostKeys = 200;
/** Keys that count, or did lately, beyond which nobody gets another one by asking. */
const enoughKeys = 100;

export const keyFileSchema = z.strictObject({
  version: z.literal(1),
  gateway: gatewayNameSchema,
  keys: z.array(ownKeySchema).max(mostKeys),
});

export interface KeySettings {
  readonly algorithm: OwnKey['alg'];
  /** Milliseconds. */
  readonly rotateAfter: number;
  readonly settle: number;
}

/** After its last token's end a key is kept a little longer, for clocks that go wrong. */
const drain = longestTokenLife + 300_000;
/** How long the file remembers a key that counts no more. */
const remembered = 30 * 86_400_000;

export interface KeyStep {
  readonly keys: readonly OwnKey[];
  /** True: a new key has to be made, as `next`. */
  readonly makeNext: boolean;
}

/** What a step goes by. */
export interface KeyNews {
  /** By kid, what CouchDB just said of it; absent: it could not be asked. */
  readonly accepted: ReadonlyMap<string, boolean>;
  /**
   * By kid, what the registry says, where an operator can withdraw a key: `retiring` asks for another one in
   * place of an active key, `retired` ends it at once.
   */
  readonly told: ReadonlyMap<string, SigningKeyState>;
  /** Somebody asks for another key. */
  readonly rotate: boolean;
}

/**
 * One step of the keys' life at an instant. A key only ever moves on: next, active, retiring, retired; at
 * most one is active. A next key takes over once CouchDB has taken it at every question for `settle`, or at
 * once where there is none that works. The one before loses its private half then, and counts for
 * verification until the last token it signed is over.
 */
export function stepKeys(
  keys: readonly OwnKey[],
  { accepted, told, rotate }: KeyNews,
  now: Date,
  settings: KeySettings,
): KeyStep {
  const at = now.toISOString();
  const since = (instant: string | null): number =>
    instant === null ? -1 : now.getTime() - Date.parse(instant);
  let stepped = keys
    .map((key) => withAnswer(key, accepted.get(key.kid), at))
    .map((key) =>
      key.state !== 'retired' &&
      (told.get(key.kid) === 'retired' ||
        (key.state === 'next' && told.get(key.kid) === 'retiring') ||
        (key.state === 'retiring' && since(key.retiringAt) >= drain))
        ? { ...key, state: 'retired' as const, privateKey: null, retiredAt: at }
        : key,
    )
    .filter(
      (key, index, all) =>
        key.state !== 'retired' ||
        (since(key.retiredAt) < remembered && all.length - index <= enoughKeys),
    );
  const active = stepped.find(({ state }) => state === 'active');
  const ready = stepped.find(
    ({ state, acceptedAt }) =>
      state === 'next' &&
      acceptedAt !== null &&
      (active === undefined || since(acceptedAt) >= settings.settle),
  );
  if (ready !== undefined) {
    stepped = stepped.map((key) => {
      if (key === ready) return { ...key, state: 'active' as const, activatedAt: at };
      if (key === active) {
        return { ...key, state: 'retiring' as const, retiringAt: at, privateKey: null };
      }
      return key;
    });
  }
  const current = stepped.find(({ state }) => state === 'active');
  const waiting = stepped.some(({ state }) => state === 'next');
  const due =
    current === undefined ||
    rotate ||
    told.get(current.kid) === 'retiring' ||
    current.alg !== settings.algorithm ||
    since(current.activatedAt) >= settings.rotateAfter;
  const room = current === undefined || stepped.length < enoughKeys;
  return { keys: stepped, makeNext: !waiting && due && room };
}

function withAnswer(key: OwnKey, answer: boolean | undefined, at: string): OwnKey {
  if (answer === undefined || (key.state !== 'next' && key.state !== 'active')) return key;
  if (!answer) return key.acceptedAt === null ? key : { ...key, acceptedAt: null };
  return key.acceptedAt === null ? { ...key, acceptedAt: at } : key;
}
