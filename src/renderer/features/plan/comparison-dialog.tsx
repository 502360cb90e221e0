import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { PlanComparison } from '../../../shared/bridge/plan-views.ts';
import type { Operation } from '../../../shared/planning/plan.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { JsonBlock } from '../../components/json-block.tsx';
import { OperationRow } from './operation-row.tsx';
import { operationRequest } from './operation-request.ts';
import { operationWords } from './operation-words.ts';
import { readTextFile } from './plan-file.ts';

const text = words.plan.comparison;

/** No more of a group are drawn. */
const listed = 300;

function Operations({ title, all }: { title: string; all: readonly Operation[] }) {
  if (all.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="operations">
        {all.slice(0, listed).map((operation) => (
          <OperationRow
            key={operation.id}
            planId={null}
            operation={operation}
            outcome={null}
            live={undefined}
          />
        ))}
        {all.length > listed && (
          <li className="plan-none muted">{words.plan.more(all.length - listed)}</li>
        )}
      </ul>
    </section>
  );
}

function Changed({ changed }: Pick<PlanComparison, 'changed'>) {
  if (changed.length === 0) return null;
  return (
    <section aria-label={text.changed(changed.length)}>
      <h3>{text.changed(changed.length)}</h3>
      <ul className="comparison-changed">
        {changed.slice(0, listed).map(({ before, after }) => {
          const { does, subject } = operationWords(after);
          return (
            <li key={after.id}>
              <p>
                {does} <span className="mono">{subject}</span>
              </p>
              <div className="operation-sides">
                <div>
                  <h4>{text.then}</h4>
                  <JsonBlock label={text.then} value={operationRequest(before).body ?? ''} />
                </div>
                <div>
                  <h4>{text.now}</h4>
                  <JsonBlock label={text.now} value={operationRequest(after).body ?? ''} />
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Comparison({ comparison }: { readonly comparison: PlanComparison }) {
  const { before, after, added, removed, changed, unchanged } = comparison;
  const now = new Date();
  const plan = (side: PlanComparison['before']) =>
    text.plan(moment(side.madeAt, now), side.operations);
  const same = added.length + removed.length + changed.length === 0;
  return (
    <>
      <p className="muted">
        {text.between(plan(before), plan(after))} · {text.unchanged(unchanged)}
      </p>
      {same && <p>{text.same}</p>}
      <Operations title={text.added(added.length)} all={added} />
      <Operations title={text.removed(removed.length)} all={removed} />
      <Changed changed={changed} />
    </>
  );
}

interface Props {
  readonly opened: boolean;
  readonly planId: string;
  readonly onClose: () => void;
}

/** The current plan beside the one before it, or beside one that was saved. */
export function ComparisonDialog({ opened, planId, onClose }: Props) {
  const client = useClient();
  const [saved, setSaved] = useState<{ readonly name: string; readonly text: string } | null>(null);
  const [unread, setUnread] = useState<unknown>(null);
  const file = useRef<HTMLInputElement>(null);
  const comparison = useQuery({
    queryKey: keys.planComparison(planId, saved?.name ?? null),
    queryFn: () => client.plan.compare({ planId, with: saved?.text ?? null }),
    enabled: opened,
    gcTime: 0,
  });
  const error = unread ?? comparison.error;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={saved === null ? text.title : text.titleSaved}
      size="52rem"
    >
      <div className="stack comparison">
        {error !== null && <ErrorNote error={error} />}
        {comparison.isPending && <p className="muted">{words.frame.loading}</p>}
        {comparison.data === null && <p>{text.none}</p>}
        {comparison.data !== undefined && comparison.data !== null && (
          <Comparison comparison={comparison.data} />
        )}
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          aria-label={words.plan.openFile}
          hidden
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (chosen === undefined) return;
            setUnread(null);
            readTextFile(chosen).then((read) => {
              setSaved({ name: `${chosen.name} ${String(chosen.lastModified)}`, text: read });
            }, setUnread);
          }}
        />
        <div className="actions actions-end">
          <Button variant="default" onClick={() => file.current?.click()}>
            {text.withSaved}
          </Button>
          <Button data-autofocus onClick={onClose}>
            {words.frame.close}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
