import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';

const text = words.plan;

interface Props {
  readonly outcome: NonNullable<PlanSummary['outcome']>;
  /** Operations of the whole plan. */
  readonly operations: number;
  readonly comparing: boolean;
  readonly onCompare: () => void;
  readonly onShowFailed: () => void;
}

/** What applying came to. */
export function ApplyResult(props: Props) {
  const { outcome, operations, comparing, onCompare, onShowFailed } = props;
  const { applied, failed, skipped, stoppedBy } = outcome;
  const again = (
    <button type="button" className="link" disabled={comparing} onClick={onCompare}>
      {text.compareAgain}
    </button>
  );
  if (failed === 0 && skipped === 0) {
    const left = operations - applied;
    return (
      <Note tone="good" title={text.resultDone(applied)} role="status">
        <p>
          {left > 0 ? text.resultLeftText(left) : text.resultDoneText} {again}
        </p>
      </Note>
    );
  }
  return (
    <Note
      tone={failed > 0 ? 'bad' : 'warn'}
      title={failed > 0 ? text.resultSome(applied, failed) : text.resultDone(applied)}
      role="status"
    >
      {stoppedBy !== null && (
        <p>
          <strong>{stoppedBy.message}</strong> {words.errors[stoppedBy.code].remedy}
        </p>
      )}
      {skipped > 0 && <p>{text.resultSkipped(skipped)}</p>}
      <p>
        {stoppedBy !== null
          ? text.resultStoppedText
          : failed > 0
            ? text.resultSomeText
            : text.resultCancelled}
      </p>
      <div className="actions">
        {failed > 0 && (
          <button type="button" className="link" onClick={onShowFailed}>
            {text.showFailed}
          </button>
        )}
        {again}
      </div>
    </Note>
  );
}
