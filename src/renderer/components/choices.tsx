import { figure } from '../app/format/count.ts';
import './components.css';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly count?: number;
}

interface Props<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly onChange: (value: Value) => void;
}

/** A row of filters, one of them on. */
export function Choices<Value extends string>({ label, value, choices, onChange }: Props<Value>) {
  return (
    <div className="choices" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className="choice"
          aria-pressed={choice.value === value}
          onClick={() => {
            onChange(choice.value);
          }}
        >
          {choice.label}{' '}
          {choice.count !== undefined && (
            <span className="choice-count">{figure(choice.count)}</span>
          )}
        </button>
      ))}
    </div>
  );
}
