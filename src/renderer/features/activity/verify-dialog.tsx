import { Button, Loader } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { useLogRead } from './use-log-read.ts';
import { VerificationReport } from './verification-report.tsx';

const text = words.activity;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

function Body({ onClose }: Pick<Props, 'onClose'>) {
  const client = useClient();
  const verify = useMutation({ mutationFn: () => client.audit.verify() });
  const { mutate } = verify;
  const read = useLogRead();
  useEffect(() => {
    mutate();
  }, [mutate]);
  return (
    <div className="stack">
      {verify.isPending && (
        <div role="status">
          <p>
            <Loader size="xs" type="dots" aria-hidden /> {text.verifying}{' '}
            {read !== null && <span className="muted">{text.read(read.checked, read.total)}</span>}
          </p>
          <p className="muted">{text.verifyText}</p>
        </div>
      )}
      {verify.error !== null && (
        <ErrorNote
          error={verify.error}
          onRetry={() => {
            mutate();
          }}
        />
      )}
      {verify.data !== undefined && <VerificationReport report={verify.data} />}
      <div className="actions actions-end">
        <Button variant="default" onClick={onClose}>
          {text.verification.close}
        </Button>
      </div>
    </div>
  );
}

/** Checks every entry of the audit log and reports in words. */
export function VerifyDialog({ opened, onClose }: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title={text.verification.title} size="42rem">
      <Body onClose={onClose} />
    </Dialog>
  );
}
