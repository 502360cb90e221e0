import { Progress } from '@mantine/core';
import { reportOf } from '../app/bridge-error.ts';
import { errorWords } from '../app/error-words.ts';
import type { PartsReport } from '../app/data/in-parts.ts';
import { words } from '../app/messages/words.ts';
import { Note } from './note.tsx';

const text = words.tenants.bulk;

interface Props {
  readonly done: number;
  readonly all: number;
}

/** How far something is that is done to many. */
export function PartsProgress({ done, all }: Props) {
  return (
    <div className="bulk-progress">
      <Progress value={(100 * done) / all} aria-label={text.progressLabel} />
      <p className="muted" role="status">
        {text.progress(done, all)}
      </p>
    </div>
  );
}

/** What was refused, by reason, and what was not come to. Draws nothing where all went well. */
export function PartsRemarks({ report }: { readonly report: PartsReport<unknown> }) {
  const { refused, left } = report;
  if (refused.length === 0 && left === 0) return null;
  const reasons = new Map<string, number>();
  for (const { error } of refused) {
    const { message, remedy } = errorWords(reportOf(error));
    const reason = `${message} ${remedy}`.trim();
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return (
    <Note
      tone="warn"
      title={refused.length > 0 ? text.refused(refused.length) : text.left(left)}
      role="alert"
    >
      <ul className="parts-reasons">
        {[...reasons].slice(0, 20).map(([reason, count]) => (
          <li key={reason}>{count === 1 ? reason : `${reason} (${String(count)})`}</li>
        ))}
        {refused.length > 0 && left > 0 && <li>{text.left(left)}</li>}
      </ul>
    </Note>
  );
}
