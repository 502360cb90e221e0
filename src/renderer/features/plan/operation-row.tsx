import { Checkbox } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { Operation, OperationOutcome } from '../../../shared/planning/plan.ts';
import type { LiveOutcome } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { kindIcons } from './operation-kinds.ts';
import { OperationRequestView } from './operation-request-view.tsx';
import { operationWords } from './operation-words.ts';
import { OutcomeMark, outcomeOf } from './outcome-mark.tsx';

interface Props {
  /** Null where the plan is not the current one. */
  readonly planId: string | null;
  readonly operation: Operation;
  readonly outcome: OperationOutcome | null;
  readonly live: LiveOutcome | undefined;
  /** Undefined where nothing can be chosen. */
  readonly ticked?: boolean | undefined;
  readonly onTick?: ((operation: Operation) => void) | undefined;
}

/** One operation: a sentence, what became of it, and the request on demand. */
export const OperationRow = memo(function OperationRow(props: Props) {
  const { planId, operation, outcome, live, ticked, onTick } = props;
  const [opened, setOpened] = useState(false);
  const Icon = kindIcons[operation.kind];
  const { does, subject } = operationWords(operation);
  const result = outcomeOf(outcome, live);
  return (
    <li className="operation">
      <div className="operation-head">
        {ticked !== undefined && (
          <Checkbox
            size="xs"
            checked={ticked}
            aria-label={words.plan.selectOperation(`${does} ${subject}`)}
            onChange={() => {
              onTick?.(operation);
            }}
          />
        )}
        <button
          type="button"
          className="operation-line"
          aria-expanded={opened}
          onClick={() => {
            setOpened((before) => !before);
          }}
        >
          <IconChevronRight className="chevron" size={14} aria-hidden />
          <Icon size={15} stroke={1.6} aria-hidden />
          <span className="ellipsis">
            {does} <span className="mono">{subject}</span>
          </span>
          <span className="spacer" />
          {operation.cause === 'drift' && (
            <span className="cause-mark" title={words.plan.causeHint.drift}>
              {words.plan.correction}
            </span>
          )}
          <OutcomeMark outcome={result} />
        </button>
      </div>
      {result !== null && result.message !== '' && (
        <p
          className={
            result.outcome === 'failed' ? 'operation-message bad' : 'operation-message muted'
          }
        >
          {result.message}
        </p>
      )}
      {opened && <OperationRequestView planId={planId} operation={operation} />}
    </li>
  );
});
