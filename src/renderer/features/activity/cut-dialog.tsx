import { TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { tell } from '../../app/tell.ts';
import { Choices } from '../../components/choices.tsx';
import { TypedConfirmDialog } from '../../components/typed-confirm-dialog.tsx';
import { dayBefore, startOfDay } from './cut-day.ts';
import { useLogRead } from './use-log-read.ts';

const text = words.activity.cutting;
const keeps = ['730', '365', '90'] as const;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Takes old entries off the server, having said how many, and having `cut` typed. */
export function CutDialog({ opened, onClose }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const [day, setDay] = useState(() => dayBefore(new Date(), 365));
  const before = startOfDay(day, new Date());
  const preview = useQuery({
    queryKey: keys.logCut(before ?? ''),
    queryFn: () => client.audit.previewCut({ before: before ?? '' }),
    enabled: opened && before !== null,
    gcTime: 0,
    staleTime: 0,
  });
  const cut = useMutation({
    mutationFn: (asked: { readonly before: string; readonly confirm: string }) =>
      client.audit.cut(asked),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.audit });
      await queries.resetQueries({ queryKey: keys.auditOlder });
    },
  });
  const read = useLogRead();
  const close = () => {
    cut.reset();
    onClose();
  };
  const entries = preview.data?.entries ?? 0;
  return (
    <TypedConfirmDialog
      opened={opened}
      title={text.title}
      confirm={text.confirm(entries)}
      typed="cut"
      danger
      pending={cut.isPending}
      waiting={before === null || preview.isFetching || entries === 0}
      error={cut.error ?? preview.error}
      onClose={close}
      onConfirm={(confirm) => {
        if (before === null || confirm === null) return;
        cut.mutate(
          { before, confirm },
          {
            onSuccess: (done) => {
              tell(text.done(done.entries));
              close();
            },
          },
        );
      }}
    >
      <p>{text.text}</p>
      <div className="cut-day">
        <TextInput
          type="date"
          size="xs"
          label={text.before}
          value={day}
          max={dayBefore(new Date(), 0)}
          error={before === null ? text.invalid : undefined}
          onChange={(event) => {
            setDay(event.currentTarget.value);
          }}
        />
        <Choices
          label={text.keep}
          value={keeps.find((days) => dayBefore(new Date(), Number(days)) === day) ?? 'other'}
          choices={keeps.map((value) => ({ value, label: text.keeps[value] }))}
          onChange={(days) => {
            setDay(dayBefore(new Date(), Number(days)));
          }}
        />
      </div>
      <p role="status">
        {preview.isFetching
          ? `${text.counting} ${read === null ? '' : words.activity.read(read.checked, read.total)}`
          : preview.data === undefined
            ? ''
            : entries === 0
              ? text.nothing
              : text.preview(entries, preview.data.kept)}
      </p>
    </TypedConfirmDialog>
  );
}
