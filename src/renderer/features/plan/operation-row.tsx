import { IconChevronRight } from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { Operation, OperationOutcome } from '../../../shared/planning/plan.ts';
import type { LiveOutcome } from '../../app/data/plan-progress.ts';
import { words } from '../../app/messages/words.ts';
import { JsonBlock } from '../../components/json-block.tsx';
import { kindIcons } from './operation-kinds.ts';
import { operationRequest } from './operation-request.ts';
import { operationWords } from './operation-words.ts';
import { OutcomeMark, outcomeOf } from './outcome-mark.tsx';

interface Props {
  readonly operation: Operation;
  readonly outcome: OperationOutcome | null;
  readonly live: LiveOutcome | undefined;
}

function Json({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div>
      <h3>{title}</h3>
      <JsonBlock label={title} value={value ?? words.plan.nothingBefore} />
    </div>
  );
}

/** The exact request, with what it replaces beside it. */
function Request({ operation }: { readonly operation: Operation }) {
  const { line, before, body } = operationRequest(operation);
  return (
    <div className="operation-request">
      <code>{line}</code>
      <div className="operation-sides">
        {before !== undefined && <Json title={words.plan.before} value={before} />}
        {body !== undefined && (
          <Json title={before === undefined ? words.plan.body : words.plan.after} value={body} />
        )}
      </div>
    </div>
  );
}

/** One operation: a sentence, what became of it, and the request on demand. */
export const OperationRow = memo(function OperationRow({ operation, outcome, live }: Props) {
  const [opened, setOpened] = useState(false);
  const Icon = kindIcons[operation.kind];
  const { does, subject } = operationWords(operation);
  const result = outcomeOf(outcome, live);
  return (
    <li className="operation">
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
        <OutcomeMark outcome={result} />
      </button>
      {result !== null && result.message !== '' && (
        <p
          className={
            result.outcome === 'failed' ? 'operation-message bad' : 'operation-message muted'
          }
        >
          {result.message}
        </p>
      )}
      {opened && <Request operation={operation} />}
    </li>
  );
});
