import { z } from 'zod';
import type { KeyTrial, TriedKey } from '../trial-views.ts';
import { call } from './call.ts';

/** Longer than any key, for what somebody pastes with it. */
const key = z.string().max(1000);
const trial = z.strictObject({ trialId: z.uuid() });

/** Trying an API key as an application would. A key that is given here is kept nowhere. */
export const trialCalls = {
  /** What is known of a key without asking anybody. */
  read: call<TriedKey>()('tenant.read', z.strictObject({ key })),
  /**
   * Exchanges a key at a gateway and asks for what its token should reach and should not; nothing is written. Errors:
   * `invalid-input` where it is no whole key, `address-invalid`, those of the connection.
   */
  run: call<KeyTrial>()('tenant.write', z.strictObject({ key, url: z.string().max(2000) })),
  /** Puts the token of the latest trial on the clipboard for a minute. Error: `not-found` where it is gone. */
  copyToken: call<null>()('tenant.write', trial),
  /** Forgets the token. */
  end: call<null>()('tenant.read', trial),
} as const;
