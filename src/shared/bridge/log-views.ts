import type { LogFinding } from '../log/verify-log.ts';

export interface LogDevice {
  readonly deviceId: string;
  /** Name it gave itself in its newest entry. */
  readonly name: string;
  readonly entries: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

/** What verifying the audit log came to. */
export interface LogVerification {
  readonly verifiedAt: string;
  /** `server`: the whole log as the server has it; `device`: only the recent part that is here. */
  readonly source: 'server' | 'device';
  readonly entries: number;
  readonly devices: readonly LogDevice[];
  /** Entries before the last retention cut, known to be gone. */
  readonly cutEntries: number;
  /** The first of them; a log that was tampered with much has very many. */
  readonly findings: readonly LogFinding[];
  readonly findingCount: number;
  readonly milliseconds: number;
}

/** What a retention cut would take away, or took. */
export interface LogCut {
  readonly before: string;
  readonly entries: number;
  readonly kept: number;
}
