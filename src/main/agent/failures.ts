import type { ErrorCode, ErrorReport } from '../../shared/errors.ts';
import type { AgentState } from './health.ts';

/** After these nothing gets better by trying again, and trying may lock the account out. */
const fatal: ReadonlySet<ErrorCode> = new Set([
  'server-wrong-password',
  'server-not-administrator',
  'address-invalid',
]);
/** The same, while it has not worked yet: what is missing is missing until somebody sets it. */
const fatalAtStart: ReadonlySet<ErrorCode> = new Set([
  'not-connected',
  'not-on-this-device',
  'vault-locked',
  'vault-missing',
  'vault-passphrase-wrong',
  'vault-damaged',
  'keychain-absent',
  'invalid-input',
  'conflict',
  'server-read-only',
  'storage-failed',
]);
const unreachable: ReadonlySet<ErrorCode> = new Set([
  'server-refused',
  'server-timeout',
  'server-certificate',
]);
const busy: ReadonlySet<ErrorCode> = new Set(['lease-held', 'lease-lost', 'plan-running']);
/** Of no account: the world moved on while a plan was made, so it is made again. */
const moved: ReadonlySet<ErrorCode> = new Set([
  'plan-stale',
  'plan-unknown',
  'registry-behind',
  'cancelled',
]);

/** Whether an error ends the agent. @param worked whether it has been at work before */
export function endsAgent({ code }: ErrorReport, worked: boolean): boolean {
  return fatal.has(code) || (!worked && fatalAtStart.has(code));
}

/** What the agent is after an error that does not end it. */
export function stateAfter({ code }: ErrorReport): AgentState {
  if (unreachable.has(code)) return 'offline';
  if (busy.has(code)) return 'standby';
  return moved.has(code) ? 'working' : 'error';
}

/**
 * Milliseconds until it tries again.
 * @param failures in a row, from 1
 * @param interval milliseconds; nothing waits longer
 */
export function retryDelay(
  { code }: ErrorReport,
  failures: number,
  interval: number,
  random: () => number,
): number {
  // CouchDB's lockout lasts five minutes, and every attempt would begin it anew.
  if (code === 'server-locked-out') return 5 * 60_000;
  const first = moved.has(code) ? 200 : 1000;
  const ceiling = Math.min(interval, first * 2 ** Math.min(failures - 1, 10));
  return ceiling / 2 + (random() * ceiling) / 2;
}
