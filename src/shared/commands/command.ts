import type { Resolution } from '../conflicts/resolution.ts';
import type { AuditDraft } from '../documents/audit.ts';
import type { RegistryDocument } from '../documents/registry-document.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';

/** Who acts, when, and a source of new ids: everything a command may not make for itself. */
export interface CommandContext {
  /** ISO instant. */
  readonly now: string;
  /** Operator as shown in the audit log. */
  readonly actor: string;
  /** A new random uuid at every call. */
  readonly uuid: () => string;
  /** SHA-256 of a text's UTF-8 bytes, lower-case hexadecimal. */
  readonly digest: (text: string) => string;
}

/** What a command wants written: all of it in one write, or nothing. */
export interface CommandOutcome<Result> {
  readonly documents: readonly Exclude<RegistryDocument, { type: 'audit_log' }>[];
  readonly audit: readonly AuditDraft[];
  /** Conflicts to be ended in the same write. */
  readonly resolutions?: readonly Resolution[];
  readonly result: Result;
}

/**
 * A command is a pure function from what is to what should be written. It throws a ConsoleError where the
 * input or the state does not allow it, and then nothing is written.
 */
export type Command<Result> = (
  snapshot: RegistrySnapshot,
  context: CommandContext,
) => CommandOutcome<Result>;
