import type { ErrorReport } from '../../shared/errors.ts';
import { words } from './messages/words.ts';

export interface ErrorWords {
  readonly title: string;
  /** What happened, in one sentence; may be empty. */
  readonly message: string;
  /** What to do about it; may be empty. */
  readonly remedy: string;
}

/** How an error is told: our headline, the message that came with it, and a remedy where there is one. */
export function errorWords(report: ErrorReport): ErrorWords {
  const text = words.errors[report.code];
  return {
    title: text.title,
    message: report.message,
    remedy: report.remedy === '' ? text.remedy : report.remedy,
  };
}
