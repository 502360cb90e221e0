import { Button, Radio, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { useKeyChange } from './use-keys.ts';

const text = words.keys.revocation;

interface Props {
  readonly keyIds: readonly string[];
  /** Of the key where it is one. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Says what each way of revoking leaves behind, and does one of them. */
export function RevokeDialog({ keyIds, name, onClose }: Props) {
  const client = useClient();
  const [how, setHow] = useState('soft');
  const [reason, setReason] = useState('');
  const preview = useQuery({
    queryKey: keys.keyRevocation(keyIds),
    queryFn: () => client.keys.previewRevoke({ keyIds: [...keyIds] }),
    // It names an hour, which moves on.
    staleTime: 0,
    gcTime: 0,
  });
  const revoke = useKeyChange((calls, hard: boolean) =>
    calls.revoke({ keyIds: [...keyIds], reason, hard }),
  );
  const left = preview.data;
  const hard = how === 'hard';
  return (
    <Dialog opened onClose={onClose} title={text.title(keyIds.length, name)} size="34rem">
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (left === undefined || revoke.isPending) return;
          revoke.mutate(hard, { onSuccess: onClose });
        }}
      >
        {preview.error !== null && <ErrorNote error={preview.error} />}
        {left !== undefined && (
          <Radio.Group label={text.how} value={how} onChange={setHow}>
            <div className="stack choice-list">
              <Radio
                size="xs"
                value="soft"
                label={text.soft}
                description={text.softText(moment(left.tokensUntil, new Date()))}
                {...(hard ? {} : { 'data-autofocus': true })}
              />
              <Radio
                size="xs"
                value="hard"
                label={text.hard}
                disabled={left.hardTenants === 0}
                description={
                  left.hardTenants === 0
                    ? text.noTokens
                    : `${text.hardText(left.hardTenants)} ${text.otherKeys(left.otherKeys)}`
                }
              />
            </div>
          </Radio.Group>
        )}
        <TextInput
          label={`${text.reason} (${text.optional})`}
          value={reason}
          maxLength={500}
          autoComplete="off"
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <p className="muted">{text.forGood}</p>
        {revoke.error !== null && <ErrorNote error={revoke.error} />}
        <div className="actions actions-end">
          <Button variant="default" onClick={onClose}>
            {words.frame.cancel}
          </Button>
          <Button
            type="submit"
            color="red"
            disabled={left === undefined}
            loading={revoke.isPending}
          >
            {hard ? text.confirmHard : text.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
