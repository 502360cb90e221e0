import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { ConfirmationNeed, PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { words } from '../../app/messages/words.ts';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { ConfirmationText } from './confirmation-text.tsx';
import type { ApplyAsked } from './use-plan.ts';

const text = words.plan;

interface Props {
  readonly opened: boolean;
  readonly plan: PlanSummary;
  /** How many operations will be sent, and for which groups of the plan. */
  readonly operations: number;
  readonly groups: readonly string[];
  /** Null: all of the plan. */
  readonly operationIds: string[] | null;
  readonly confirmation: ConfirmationNeed | null;
  readonly onApply: (asked: ApplyAsked) => void;
  readonly onClose: () => void;
}

/** Asks once before anything is sent; where it is destructive, by having something typed. */
export function ApplyDialog(props: Props) {
  const { opened, plan, operations, groups, operationIds, confirmation } = props;
  const { onApply, onClose } = props;
  const [handlers, setHandlers] = useState(false);
  const chosen =
    operationIds === null || operationIds.some((id) => id.startsWith('handlers.write '));
  const handler = chosen ? plan.jwtHandler : null;
  const purge = plan.purpose === 'purge';
  const title = purge
    ? text.applyPurgeTitle
    : operationIds === null
      ? text.applyTitle
      : text.applySelectionTitle;
  return (
    <TypedConfirmDialog
      opened={opened}
      title={title}
      confirm={purge ? words.tenants.purge.confirm : text.applyConfirm}
      typed={confirmation?.text ?? null}
      danger={confirmation !== null}
      onClose={onClose}
      onConfirm={(confirm) => {
        onClose();
        onApply({ planId: plan.id, operationIds, confirm, ...(handlers ? { handlers } : {}) });
      }}
    >
      <p>{text.applyText(operations, plan.serverName, text.whose(groups))}</p>
      {handler !== null && (
        <Checkbox
          label={text.handlers[handler].consent}
          description={text.handlers[handler].text}
          checked={handlers}
          onChange={(event) => {
            setHandlers(event.currentTarget.checked);
          }}
        />
      )}
      {confirmation !== null && <ConfirmationText confirmation={confirmation} />}
    </TypedConfirmDialog>
  );
}
