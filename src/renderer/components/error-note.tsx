import { reportOf } from '../app/bridge-error.ts';
import { errorWords } from '../app/error-words.ts';
import { words } from '../app/messages/words.ts';
import { Note } from './note.tsx';

interface Props {
  /** Anything thrown by a call. */
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What went wrong and what to do, where one asked for it. */
export function ErrorNote({ error, onRetry }: Props) {
  const { title, message, remedy } = errorWords(reportOf(error));
  return (
    <Note tone="bad" title={title} role="alert">
      {message !== '' && <p>{message}</p>}
      {remedy !== '' && <p className="muted">{remedy}</p>}
      {onRetry !== undefined && (
        <button type="button" className="link" onClick={onRetry}>
          {words.frame.tryAgain}
        </button>
      )}
    </Note>
  );
}
