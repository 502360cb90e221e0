import type { DriftReport } from '../../../shared/bridge/drift-views.ts';
import { BridgeError } from '../../app/bridge-error.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';

const text = words.drift;

/** What to know beside the findings: a look that failed, edits that wait, passwords nobody here can check. */
export function DriftNotes({ report }: { readonly report: DriftReport }) {
  const { go } = useNavigation();
  return (
    <>
      {report.problem !== null && (
        <>
          <ErrorNote error={new BridgeError(report.problem)} />
          {report.sweptAt !== null && <p className="muted">{text.failedText}</p>}
        </>
      )}
      {report.pending > 0 && (
        <p className="muted">
          {text.pending(report.pending)}.{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              go('plan');
            }}
          >
            {text.pendingLink}
          </button>
        </p>
      )}
      {report.unverified > 0 && (
        <Note tone="plain" title={text.unverified(report.unverified)}>
          <p>{text.unverifiedText}</p>
        </Note>
      )}
    </>
  );
}
