import type { AuditEntry } from '../documents/audit.ts';
import type { LogFinding } from '../log/verify-log.ts';

/** What the recent entries can be narrowed by; the most frequent first. */
export interface AuditFacetsView {
  readonly actors: readonly Facet[];
  readonly devices: readonly Facet[];
  readonly actions: readonly Facet[];
  readonly resourceTypes: readonly Facet[];
}

export interface Facet {
  readonly value: string;
  readonly count: number;
}

/** Older entries, newest first. */
export interface OlderEntries {
  readonly rows: readonly AuditEntry[];
  /** What `before` has to be for the next ones, which may be there though this page has none; null: no more. */
  readonly next: string | null;
}

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
