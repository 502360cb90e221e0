import { describe, expect, it } from 'vitest';
import { endsAgent, retryDelay, stateAfter } from '../../../../src/main/agent/failures.ts';
import {
  ConsoleError,
  errorCodes,
  reportError,
  type ErrorCode,
} from '../../../../src/shared/errors.ts';

const error = (code: ErrorCode) => reportError(new ConsoleError(code, 'words'));

describe('what becomes of an agent after an error', () => {
  it('ends with a wrong password at any time, since trying again would lock the account out', () => {
    expect(endsAgent(error('server-wrong-password'), true)).toBe(true);
    expect(endsAgent(error('server-wrong-password'), false)).toBe(true);
  });

  it('ends with what is missing from the start, and lives through it later', () => {
    for (const code of ['not-connected', 'vault-locked', 'not-on-this-device'] as const) {
      expect([endsAgent(error(code), false), endsAgent(error(code), true)]).toEqual([true, false]);
    }
  });

  it('lives through a server that is away, busy or broken', () => {
    for (const code of [
      'server-refused',
      'server-timeout',
      'server-failed',
      'server-full',
      'server-locked-out',
      'lease-held',
      'plan-stale',
      'apply-failed',
      'internal',
    ] as const) {
      expect(endsAgent(error(code), false)).toBe(false);
    }
    expect(stateAfter(error('server-refused'))).toBe('offline');
    expect(stateAfter(error('lease-held'))).toBe('standby');
    expect(stateAfter(error('internal'))).toBe('error');
  });

  it('waits longer each time, never beyond the interval, and a whole lockout', () => {
    const delays = [1, 2, 3, 20].map((n) => retryDelay(error('server-failed'), n, 30_000, () => 1));
    expect(delays).toEqual([1000, 2000, 4000, 30_000]);
    expect(retryDelay(error('server-locked-out'), 1, 30_000, () => 0)).toBe(300_000);
    for (const code of errorCodes) {
      expect(retryDelay(error(code), 1, 30_000, () => 0)).toBeGreaterThanOrEqual(100);
    }
  });
});
