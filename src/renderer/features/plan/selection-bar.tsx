import { Button } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { ApplyDialog } from './apply-dialog.tsx';
import { tickedByTenant } from './plan-choice.ts';
import type { ApplyAsked } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly plan: PlanSummary;
  readonly selected: ReadonlyMap<string, string>;
  readonly onApply: (asked: ApplyAsked) => void;
  readonly onClear: () => void;
}

/** What is ticked, what that needs, and applying just that. */
export function SelectionBar({ plan, selected, onApply, onClear }: Props) {
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const chosen = [...selected.keys()].sort();
  const closed = useQuery({
    queryKey: keys.planSelection(plan.id, chosen),
    queryFn: () => client.plan.select({ planId: plan.id, operationIds: chosen }),
    placeholderData: keepPreviousData,
  });
  const added = closed.data?.added.length ?? 0;
  const all = closed.data?.operationIds ?? chosen;
  return (
    <div className="selection-bar" role="region" aria-label={text.selection}>
      <span role="status">
        <strong>{text.selected(selected.size)}</strong>
        {added > 0 && <span className="muted"> {text.selectedNeeds(added)}</span>}
      </span>
      {closed.error !== null && <ErrorNote error={closed.error} />}
      <span className="spacer" />
      <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
        {text.clearSelection}
      </Button>
      <Button
        size="xs"
        disabled={closed.data === undefined || closed.isPlaceholderData}
        onClick={() => {
          setAsking(true);
        }}
      >
        {text.applySelection(all.length)}
      </Button>
      <ApplyDialog
        opened={asking}
        plan={plan}
        operations={all.length}
        groups={[...tickedByTenant(selected).keys()]}
        operationIds={[...all]}
        confirmation={closed.data?.confirmation ?? null}
        onApply={onApply}
        onClose={() => {
          setAsking(false);
        }}
      />
    </div>
  );
}
