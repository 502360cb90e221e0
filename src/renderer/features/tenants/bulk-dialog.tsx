import { Button, NativeSelect, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TenantBulkReport } from '../../../shared/bridge/tenant-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { BlueprintChangeText } from './blueprint-change-text.tsx';
import { bulkAction, type BulkName } from './bulk-actions.ts';
import { BulkReport } from './bulk-report.tsx';
import { useBulk, wentSmoothly } from './use-bulk.ts';

const text = words.tenants.bulk;

interface Props {
  readonly name: BulkName;
  readonly ids: readonly string[];
  readonly onClose: () => void;
  /** It was done, at least in part. */
  readonly onDone: () => void;
}

/** Says what is about to happen to how many, does it while telling how far it is, and what came of it. */
export function BulkDialog({ name, ids, onClose, onDone }: Props) {
  const client = useClient();
  const bulk = useBulk();
  const [report, setReport] = useState<TenantBulkReport | null>(null);
  const [chosen, setChosen] = useState('');
  const blueprints = useQuery({
    queryKey: keys.blueprints,
    queryFn: () => client.tenants.blueprints(),
    enabled: name === 'blueprint',
  });
  const blueprint = chosen === '' ? (blueprints.data?.[0]?.id ?? '') : chosen;
  const many = ids.length;
  if (report !== null) {
    return (
      <Dialog opened onClose={onClose} title={text.reportTitle} size="32rem">
        <BulkReport name={name} report={report} />
        <div className="actions actions-end">
          <Button data-autofocus onClick={onClose}>
            {words.frame.close}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <TypedConfirmDialog
      opened
      title={text.title[name](many)}
      confirm={text.confirm[name]}
      typed={name === 'remove' && many > 1 ? String(many) : null}
      danger={name === 'remove' || name === 'suspend'}
      pending={bulk.isPending}
      waiting={name === 'blueprint' && blueprint === ''}
      error={bulk.error}
      {...(bulk.isPending ? { cancel: bulk.stopping ? text.stopping : text.stop } : {})}
      onClose={bulk.isPending ? bulk.stop : onClose}
      onConfirm={() => {
        const action =
          name === 'blueprint' ? ({ do: 'blueprint', blueprint } as const) : bulkAction(name);
        bulk.mutate(
          { ids, name, action },
          {
            onSuccess: (result) => {
              onDone();
              if (wentSmoothly(result)) onClose();
              else setReport(result);
            },
          },
        );
      }}
    >
      <p>{text.text[name]}</p>
      {name === 'blueprint' && (
        <>
          <NativeSelect
            label={text.blueprint}
            value={blueprint}
            data={(blueprints.data ?? []).map(({ id, title, version }) => ({
              value: id,
              label: words.tenants.factNames.blueprintValue(title, version),
            }))}
            onChange={(event) => {
              setChosen(event.currentTarget.value);
            }}
          />
          {blueprint !== '' && <BlueprintChangeText ids={ids} blueprint={blueprint} />}
        </>
      )}
      {bulk.isPending && (
        <div className="bulk-progress">
          <Progress value={(100 * bulk.done) / many} aria-label={text.progressLabel} />
          <p className="muted" role="status">
            {text.progress(bulk.done, many)}
          </p>
        </div>
      )}
    </TypedConfirmDialog>
  );
}
