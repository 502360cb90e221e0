import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import type { BatchOutcome } from './use-resolve-many.ts';
import { Note } from '../../components/note.tsx';

const text = words.conflicts.batch;

/** No more are listed; the list below has them all. */
const listed = 20;

interface Props {
  readonly result: BatchOutcome;
  readonly onDismiss: () => void;
}

/** What deciding many alike came to, and what it left. */
export function BatchResult({ result, onDismiss }: Props) {
  const { openConflict } = useNavigation();
  const { resolved, left, notTried } = result;
  return (
    <div className="plan-notes">
      <Note
        tone={left.length + notTried === 0 ? 'good' : 'warn'}
        title={text.done(resolved)}
        role="status"
      >
        {notTried > 0 && <p>{text.stopped(notTried)}</p>}
        {left.length > 0 && (
          <>
            <p>{text.left(left.length)}:</p>
            <ul className="batch-left" tabIndex={0} aria-label={text.left(left.length)}>
              {left.slice(0, listed).map(({ documentId, message }) => (
                <li key={documentId}>
                  <button
                    type="button"
                    className="link mono"
                    onClick={() => {
                      openConflict(documentId);
                    }}
                  >
                    {documentId}
                  </button>
                  : {message}
                </li>
              ))}
              {left.length > listed && <li>{words.plan.more(left.length - listed)}</li>}
            </ul>
          </>
        )}
        <button type="button" className="link" onClick={onDismiss}>
          {words.frame.dismiss}
        </button>
      </Note>
    </div>
  );
}
