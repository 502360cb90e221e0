import { keyMarks, type KeyCounts } from '../../../shared/bridge/key-views.ts';
import type { KeyFilter } from '../../app/data/key-filter.ts';
import { figure } from '../../app/format/count.ts';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';

const text = words.keys;
const states = ['active', 'disabled', 'expired', 'revoked', 'all'] as const;

interface Props {
  readonly filter: KeyFilter;
  readonly counts: KeyCounts | undefined;
  readonly onFilter: (filter: KeyFilter) => void;
}

/** Keys by state, with how many there are of each, and those that want a look. */
export function KeyFilterBar({ filter, counts, onFilter }: Props) {
  const countOf = (state: (typeof states)[number]) =>
    counts === undefined || state === 'all' ? {} : { count: counts[state] };
  return (
    <div className="list-bar">
      <Choices
        label={text.filterLabel}
        value={filter.state === 'deleted' ? 'all' : filter.state}
        choices={states.map((state) => ({
          value: state,
          label: state === 'all' ? text.all : text.states[state],
          ...countOf(state),
        }))}
        onChange={(state) => {
          onFilter({ ...filter, state, mark: null });
        }}
      />
      <span className="spacer" />
      {keyMarks.map((mark) => (
        <button
          key={mark}
          type="button"
          className="choice"
          aria-pressed={filter.mark === mark}
          title={text.markHints[mark]}
          onClick={() => {
            const on = filter.mark !== mark;
            onFilter({ ...filter, mark: on ? mark : null, ...(on ? { state: 'active' } : {}) });
          }}
        >
          {text.marks[mark]}{' '}
          {counts !== undefined && <span className="choice-count">{figure(counts[mark])}</span>}
        </button>
      ))}
    </div>
  );
}
