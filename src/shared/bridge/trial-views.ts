import type { SigningKeyState } from '../documents/signing-key.ts';
import type { Hindrance } from '../trial/hindrances.ts';
import type { Probe, ProbeOutcome, ProbeVerdict } from '../trial/probes.ts';
import type { TokenConcern } from '../trial/token-concerns.ts';
import type { TokenFacts } from '../trial/token-facts.ts';
import type { KeyRow } from './key-views.ts';

/** What is known of a pasted API key without asking anybody. The key itself is in no answer. */
export type TriedKey =
  /** No key at all, or one that was changed on its way: its checksum is wrong. */
  | { readonly shape: 'not-a-key' | 'typo' }
  | {
      readonly shape: 'key';
      readonly id: string;
      readonly prefix: string;
      /** The registry's key of this id; null: it has none. */
      readonly known: KeyRow | null;
      /** Why a gateway will refuse it; empty: nothing is known that speaks against it. */
      readonly hindrances: readonly Hindrance[];
    };

/** A request that was made with the key's token, and what came of it. */
export interface TriedProbe extends Probe {
  /** With the token as `$TOKEN`. */
  readonly curl: string;
  readonly outcome: ProbeOutcome;
  readonly verdict: ProbeVerdict;
  /** Null: no answer came. */
  readonly status: number | null;
  /** The gateway's own word for a refusal, or why no answer came; empty where there is none. */
  readonly reason: string;
}

/** What came of exchanging a key. The token stays behind; `gateways.copyToken` puts it on the clipboard. */
export interface KeyTrial {
  readonly gateway: string;
  /** The exchange as a command, with the key as `$API_KEY`. */
  readonly curl: string;
  readonly refusal: {
    readonly status: number;
    /** The gateway's code, such as `key_refused`; empty where it told none. */
    readonly code: string;
    readonly reason: string;
  } | null;
  /** Null: refused. */
  readonly token: {
    /** Names the token for `copyToken`. */
    readonly trialId: string;
    readonly facts: TokenFacts;
    /** Where its signing key stands; null: the registry has no such key. */
    readonly signedBy: { readonly gateway: string; readonly state: SigningKeyState } | null;
    readonly concerns: readonly TokenConcern[];
  } | null;
  readonly probes: readonly TriedProbe[];
}
