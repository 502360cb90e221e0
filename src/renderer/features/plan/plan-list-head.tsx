import { Checkbox } from '@mantine/core';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';
import { SearchField } from '../../components/search-field.tsx';
import type { PlanChoice } from './plan-choice.ts';
import type { OutcomeFilter } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly plan: PlanSummary;
  readonly failed: number;
  readonly applied: boolean;
  readonly outcome: OutcomeFilter;
  readonly choice: PlanChoice;
  readonly onOutcome: (outcome: OutcomeFilter) => void;
  readonly onChoose: (change: (before: PlanChoice) => PlanChoice) => void;
  /** Null where nothing can be ticked. */
  readonly onTickAll: (() => void) | null;
}

/** What the list of operations is narrowed to. */
export function PlanListHead(props: Props) {
  const { plan, failed, applied, outcome, choice, onOutcome, onChoose, onTickAll } = props;
  const { cause, search, selected } = choice;
  const mixed = plan.corrections > 0 && plan.corrections < plan.operations;
  const setSearch = (typed: string) => {
    onChoose((before) => ({ ...before, search: typed }));
  };
  return (
    <div className="plan-list-head">
      {onTickAll !== null && (
        <Checkbox
          size="xs"
          aria-label={text.selectShown}
          title={text.selectShown}
          checked={selected.size === plan.operations}
          indeterminate={selected.size > 0 && selected.size < plan.operations}
          onChange={onTickAll}
        />
      )}
      <h2>{text.list}</h2>
      <span className="muted">{text.whose(plan.tenants.map(({ id }) => id))}</span>
      <span className="spacer" />
      {applied && (
        <Choices
          label={text.filterLabel}
          value={outcome}
          choices={[
            { value: 'all', label: text.filters.all, count: plan.operations },
            { value: 'failed', label: text.filters.failed, count: failed },
            { value: 'open', label: text.filters.open },
          ]}
          onChange={onOutcome}
        />
      )}
      {!applied && mixed && (
        <Choices
          label={text.causeLabel}
          value={cause}
          choices={[
            { value: 'all', label: text.causes.all, count: plan.operations },
            { value: 'edit', label: text.causes.edit, count: plan.operations - plan.corrections },
            { value: 'drift', label: text.causes.drift, count: plan.corrections },
          ]}
          onChange={(chosen) => {
            onChoose((before) => ({ ...before, cause: chosen }));
          }}
        />
      )}
      <SearchField
        className="plan-search"
        label={text.search}
        placeholder={text.searchHint}
        clearLabel={text.clearSearch}
        maxLength={300}
        value={search}
        onSearch={setSearch}
      />
    </div>
  );
}
