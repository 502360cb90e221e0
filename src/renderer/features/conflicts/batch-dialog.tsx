import { Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import { words } from '../../app/messages/words.ts';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { useResolveMany, type BatchOutcome, type Take } from './use-resolve-many.ts';

const text = words.conflicts.batch;
const takes: readonly Take[] = ['mine', 'theirs', 'newest', 'winner'];

interface Props {
  /** Null while nothing is to be decided. */
  readonly documentIds: readonly string[] | null;
  readonly onClose: () => void;
  readonly onResolved: (outcome: BatchOutcome) => void;
}

/** Says what deciding many alike means, and for how many, before it is done. */
export function BatchDialog({ documentIds, onClose, onResolved }: Props) {
  const [take, setTake] = useState<Take | null>(null);
  const resolve = useResolveMany();
  const many = documentIds?.length ?? 0;
  const close = () => {
    resolve.reset();
    setTake(null);
    onClose();
  };
  return (
    <TypedConfirmDialog
      opened={documentIds !== null}
      title={text.title(many)}
      confirm={text.confirm(many)}
      typed={null}
      pending={resolve.isPending}
      waiting={take === null}
      error={resolve.error}
      {...(resolve.isPending ? { cancel: resolve.stopping ? text.stopping : text.stop } : {})}
      onClose={resolve.isPending ? resolve.stop : close}
      onConfirm={() => {
        if (take === null || documentIds === null) return;
        resolve.mutate(
          { documentIds: [...documentIds], take },
          {
            onSuccess: (result) => {
              close();
              onResolved(result);
            },
          },
        );
      }}
    >
      <Radio.Group
        label={text.label}
        value={take}
        onChange={(value) => {
          setTake(takes.find((known) => known === value) ?? null);
        }}
      >
        <Stack gap="xs" mt="xs">
          {takes.map((value) => (
            <Radio
              key={value}
              size="xs"
              value={value}
              label={text.take[value]}
              description={text.takeText[value]}
            />
          ))}
        </Stack>
      </Radio.Group>
      <p className="muted">{text.rules(many)}</p>
      {resolve.isPending && (
        <p className="muted" role="status">
          {text.progress(resolve.done, many)}
        </p>
      )}
    </TypedConfirmDialog>
  );
}
